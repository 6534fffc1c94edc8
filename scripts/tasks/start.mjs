/** `npm start`: the whole demo, with its data kept in `.data/`. Ends with a line that says where it is. */
import { parseArgs } from 'node:util';
import { elapsed, say } from '../lib/console.mjs';
import { startDemo } from '../lib/demo.mjs';
import { logFolder, parts } from '../lib/settings.mjs';
import { runUntilStopped } from '../lib/untilStopped.mjs';

const { values } = parseArgs({ options: { verbose: { type: 'boolean', default: false } } });

const ACCOUNTS = [
  ['paul', 'platform admin'],
  ['ada', 'centre admin'],
  ['fred', 'field admin of Commerce'],
  ['dora', 'department admin of Payments'],
  ['tess', 'team lead of Checkout'],
  ['tom', 'team lead of Risk'],
  ['mia', 'member of Checkout'],
  ['otto', 'team lead in another field'],
  ['nina', 'no role yet'],
];

const start = performance.now();
try {
  await runUntilStopped(async () => {
    const demo = await startDemo({ verbose: values.verbose });
    announce();
    return { failed: demo.failed, close: () => demo.portal.close() };
  });
} catch (error) {
  say.failure(error.message);
  process.exitCode = 1;
}
process.exit();

function announce() {
  const portal = `http://localhost:${parts.portal.port}`;
  say.plain('');
  say.plain('  Demo accounts, each with the password "bailiwick":');
  for (const [name, role] of ACCOUNTS) say.plain(`    ${name.padEnd(6)} ${role}`);
  say.plain('');
  say.plain(`  Logs are in ${logFolder}; Ctrl-C stops everything.`);
  say.done(
    `Bailiwick is ready after ${elapsed(start)}: ${portal} ` +
      `(backend http://127.0.0.1:${parts.backend.port}), sign in as tess / bailiwick`,
  );
}
