import { startBackend } from './portalBackend';

/** What {@link spawnBackend} runs: a backend that says when it is ready, and lives until it is killed. */
startBackend(JSON.parse(process.argv[2])).then(
  () => process.send?.('ready'),
  error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
