/** `npm run bench -- <name>…`: runs `benchmarks/<name>.ts`, all of them without a name. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../lib/console.mjs';
import { nodeArguments } from '../lib/processes.mjs';
import { root } from '../lib/settings.mjs';

const folder = join(root, 'benchmarks');
const known = existsSync(folder)
  ? readdirSync(folder)
      .filter(file => file.endsWith('.ts'))
      .map(file => file.slice(0, -3))
      .sort()
  : [];
const asked = process.argv.slice(2);
const unknown = asked.filter(name => !known.includes(name));
if (unknown.length > 0) {
  say.failure(
    `There is no benchmark ${unknown.join(', ')}. There are: ${known.join(', ') || 'none yet'}.`,
  );
  process.exit(2);
}

/** A benchmark prints its one JSON line to standard output, and what it is doing to standard error. */
async function run(name) {
  const child = spawn(process.execPath, [...nodeArguments, join(folder, `${name}.ts`)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const pass = signal => child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject).on('exit', resolve);
  });
  process.off('SIGINT', pass).off('SIGTERM', pass);
  return code === 0;
}

for (const name of asked.length > 0 ? asked : known) {
  if (await run(name)) continue;
  say.failure(`The benchmark ${name} failed`);
  process.exitCode = 1;
}
process.exit();
