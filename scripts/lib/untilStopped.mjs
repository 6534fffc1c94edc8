import { stopParts } from './processes.mjs';

/**
 * Runs `work`, then waits for a signal, for the end of our own starter, or for a part that fails.
 * Whatever comes first, all parts are stopped before the process ends.
 *
 * @param {() => Promise<{ failed: Promise<never>, close?(): void }>} work
 */
export async function runUntilStopped(work) {
  const stopped = new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
    process.on('disconnect', () => resolve('disconnect'));
  });
  let close = () => {};
  try {
    const started = await Promise.race([work(), stopped.then(() => undefined)]);
    if (started) {
      close = started.close ?? close;
      await Promise.race([stopped, started.failed]);
    }
  } finally {
    close();
    await stopParts();
  }
}
