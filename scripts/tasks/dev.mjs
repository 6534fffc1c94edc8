/** `npm run dev`: like `npm start`, but app and backend follow every change of their sources. */
import { join } from 'node:path';
import { say } from '../lib/console.mjs';
import { demoEnvironment, seed, startSandbox } from '../lib/demo.mjs';
import { assertPortsFree } from '../lib/ports.mjs';
import { startPart } from '../lib/processes.mjs';
import { waitUntilReady } from '../lib/ready.mjs';
import { parts, root, urlOf } from '../lib/settings.mjs';
import { runUntilStopped } from '../lib/untilStopped.mjs';

const cli = join(root, 'node_modules', '@backstage', 'cli', 'bin', 'backstage-cli');

function startPackage(name) {
  return startPart(name, {
    args: [cli, 'package', 'start', '--config', join(root, 'app-config.yaml')],
    cwd: join(root, 'packages', name),
    environment: demoEnvironment(),
    verbose: true,
  });
}

try {
  await runUntilStopped(async () => {
    await assertPortsFree(Object.keys(parts));
    const sandbox = await startSandbox();
    const app = startPackage('app');
    const backend = startPackage('backend');
    await waitUntilReady('backend', `${urlOf('backend')}/.backstage/health/v1/readiness`, {
      seconds: 180,
      failed: backend.failed,
    });
    await seed();
    await waitUntilReady('app', urlOf('portal'), { seconds: 180, failed: app.failed });
    say.done(`Bailiwick follows your changes at http://localhost:${parts.portal.port}`);
    return { failed: Promise.race([sandbox.failed, app.failed, backend.failed]) };
  });
} catch (error) {
  say.failure(error.message);
  process.exitCode = 1;
}
process.exit();
