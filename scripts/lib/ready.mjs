import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `url` answers with a status of 2xx.
 *
 * @param {string} what named in the error
 * @param {{ seconds: number, failed: Promise<never> }} options `failed` ends the waiting at once
 */
export async function waitUntilReady(what, url, { seconds, failed }) {
  const deadline = Date.now() + seconds * 1000;
  let last = 'no answer';
  while (Date.now() < deadline) {
    const answer = await Promise.race([ask(url), failed]);
    if (answer === true) return;
    last = answer;
    await Promise.race([sleep(100), failed]);
  }
  throw new Error(`The ${what} is not ready after ${seconds} s (${url}: ${last})`);
}

async function ask(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return response.ok || `status ${response.status}`;
  } catch (error) {
    return error.cause?.code ?? error.message;
  }
}
