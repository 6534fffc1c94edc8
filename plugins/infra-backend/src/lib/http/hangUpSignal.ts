import type { Response } from 'express';

/** Aborts when the caller has hung up. */
export function hangUpSignal(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) controller.abort(new Error('The caller has hung up'));
  });
  return controller.signal;
}
