/**
 * `npm run backend -- --port 7008 [--runs false]`: one more backend on the PostgreSQL of a running demo.
 * All of them answer requests; those with runs also carry out work from the shared queue.
 */
import { parseArgs } from 'node:util';
import { say } from '../lib/console.mjs';
import { startBackend } from '../lib/demo.mjs';
import { parts } from '../lib/settings.mjs';
import { assertPortsFree } from '../lib/ports.mjs';
import { runUntilStopped } from '../lib/untilStopped.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7008' },
    runs: { type: 'string', default: 'true' },
  },
});

try {
  if (!['true', 'false'].includes(values.runs)) {
    throw new Error(`--runs must be true or false, not "${values.runs}"`);
  }
  parts.backend.port = Number(values.port);
  await runUntilStopped(async () => {
    await assertPortsFree(['backend']);
    const backend = await startBackend({
      name: `backend-${values.port}`,
      environment: { APP_CONFIG_infra_runs_worker: values.runs },
    });
    say.done(`Answers at http://127.0.0.1:${values.port}; Ctrl-C stops it`);
    return { failed: backend.failed };
  });
} catch (error) {
  say.failure(error.message);
  process.exitCode = 1;
}
process.exit();
