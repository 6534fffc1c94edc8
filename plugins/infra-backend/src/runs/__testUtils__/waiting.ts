import { setTimeout as sleep } from 'node:timers/promises';

/** What `look` finds, as soon as it finds something. */
export async function until<T>(look: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Nothing was found within ${seconds} seconds`);
    await sleep(15);
  }
}

/** A place where something stops until it is let go on, and that tells when it got there. */
export interface Gate {
  reached: Promise<void>;
  hold(): Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let reach = () => {};
  let open = () => {};
  const reached = new Promise<void>(resolve => {
    reach = resolve;
  });
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return {
    reached,
    open: () => open(),
    hold: () => {
      reach();
      return opened;
    },
  };
}

/** Rejects with the signal's reason as soon as it aborts. */
export const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
