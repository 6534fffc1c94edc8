import type { Request, Response } from 'express';
import { once } from 'node:events';
import type { LogFeeds } from './LogFeeds';

/** Keeps proxies from closing a stream on which nothing happens. */
const BEAT_MS = 15_000;
/** A stream ends after this long; who follows comes back with `Last-Event-ID`, and is asked again who they are. */
const LONGEST_MS = 10 * 60_000;
const LINES_AT_ONCE = 500;

const lastEventId = (req: Request): number => {
  const id = Number(req.get('last-event-id'));
  return Number.isSafeInteger(id) && id > 0 ? id : 0;
};

/**
 * Follows the log of a run by server-sent events: a line is an event with its sequence number as id, and the last event is `end` with
 * the run's status. Resolves when the run has ended or the reader left.
 */
export async function streamLog(
  { req, res }: { req: Request; res: Response },
  feeds: LogFeeds,
  runId: string,
  after: number,
): Promise<void> {
  const { feed, leave } = await feeds.follow(runId);
  const isOpen = () => !res.writableEnded && !res.destroyed;
  res.once('close', leave);
  res.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    // Compression would hold lines back.
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
  const deadline = performance.now() + LONGEST_MS;
  let seq = Math.max(after, lastEventId(req));
  try {
    while (isOpen() && performance.now() < deadline) {
      const ended = feed.endedAfter(seq);
      const lines = (await feed.linesAfter(seq)).slice(0, LINES_AT_ONCE);
      if (lines.length > 0) {
        seq = lines[lines.length - 1].seq;
        await write(res, lines.map(({ event }) => event).join(''));
      } else if (ended) {
        await write(res, `event: end\ndata: ${JSON.stringify({ status: ended })}\n\n`);
        return;
      } else {
        const before = performance.now();
        await feed.news(BEAT_MS);
        if (performance.now() - before >= BEAT_MS) await write(res, ': still here\n\n');
      }
    }
  } finally {
    leave();
    res.end();
  }
}

/** Waits where the reader is slower than the writer. */
async function write(res: Response, text: string): Promise<void> {
  if (res.destroyed || res.write(text)) return;
  const either = new AbortController();
  const options = { signal: either.signal };
  const waits = [once(res, 'drain', options), once(res, 'close', options)];
  try {
    await Promise.race(waits);
  } finally {
    // The other listener must not stay on a response that is written to a thousand times.
    either.abort();
    await Promise.allSettled(waits);
  }
}
