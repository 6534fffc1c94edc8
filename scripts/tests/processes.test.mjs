import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../lib/settings.mjs';

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-processes-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const PART = `
  require('node:fs').writeFileSync(process.env.PID_FILE, String(process.pid));
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => {}, 1000);
`;

/** A process that starts one part, as npm start does, and says its own end by how the part's failure reads. */
function starter(name, part = PART) {
  writeFileSync(join(folder, `${name}.cjs`), part);
  const script = `
    import { startPart, stopParts } from ${JSON.stringify(join(root, 'scripts/lib/processes.mjs'))};
    const part = startPart(${JSON.stringify(name)}, { args: [${JSON.stringify(join(folder, `${name}.cjs`))}] });
    process.on('SIGTERM', () => stopParts().then(() => process.exit(0)));
    part.failed.catch(error => { console.log(error.message); process.exit(3); });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, BAILIWICK_DATA_DIR: folder, PID_FILE: join(folder, `${name}.pid`) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text;
  });
  const ended = new Promise(resolve => {
    child.on('close', code => resolve({ code, said }));
  });
  return { child, ended };
}

async function until(check, what) {
  for (let tries = 0; tries < 200; tries++) {
    const found = check();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`${what} did not happen`);
}

const pidOf = name =>
  until(() => {
    try {
      return Number(readFileSync(join(folder, `${name}.pid`), 'utf8'));
    } catch {
      return undefined; // not written yet
    }
  }, `the start of ${name}`);

const isGone = pid => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

test('a part ends when its starter is told to stop', async () => {
  const { child, ended } = starter('polite');
  const pid = await pidOf('polite');
  child.kill('SIGTERM');
  assert.equal((await ended).code, 0);
  assert.ok(isGone(pid));
});

test('a part ends when its starter is killed with -9', async () => {
  const { child, ended } = starter('orphan');
  const pid = await pidOf('orphan');
  child.kill('SIGKILL');
  await ended;
  await until(() => isGone(pid), 'the end of the part');
});

test('a part that fails is told with its last words', async () => {
  const { ended } = starter('broken', `console.error('no disk left'); process.exit(7);`);
  const { code, said } = await ended;
  assert.equal(code, 3);
  assert.match(
    said,
    /The broken ended \(code 7\)\. Its last words, from .*broken\.log:\nno disk left/,
  );
});
