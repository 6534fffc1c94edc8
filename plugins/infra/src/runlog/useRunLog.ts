import { InfraApiError, type LogLine } from '@bailiwick/backstage-plugin-infra-common';
import { useEffect, useState } from 'react';
import { type InfraApi, useInfraApi } from '../api';

export type LogState = 'connecting' | 'live' | 'reconnecting' | 'ended';

export interface RunLog {
  lines: readonly LogLine[];
  state: LogState;
  /** Why the log cannot be read. */
  error?: Error;
}

const RECONNECT_MS = 2_000;
const PAINT_MS = 80;
const NOTHING: RunLog = { lines: [], state: 'connecting' };

const isFinal = (error: unknown): error is InfraApiError =>
  error instanceof InfraApiError && error.status < 500;

/** Collects lines and hands them over a few times a second, however fast they come. */
class LineBuffer {
  #pending: LogLine[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #deliver: (lines: LogLine[]) => void;

  constructor(deliver: (lines: LogLine[]) => void) {
    this.#deliver = deliver;
  }

  add(lines: LogLine[]): void {
    this.#pending.push(...lines);
    this.#timer ??= setTimeout(() => this.flush(), PAINT_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length > 0) this.#deliver(this.#pending);
    this.#pending = [];
  }
}

interface FollowHandlers {
  onLines: (lines: LogLine[]) => void;
  onState: (state: LogState, error?: Error) => void;
}

/** Reads until the run has ended; after a broken connection it goes on behind the last line that arrived. */
async function follow(api: InfraApi, runId: string, signal: AbortSignal, handlers: FollowHandlers) {
  let after = 0;
  while (!signal.aborted) {
    try {
      for await (const lines of api.followRunLog({ runId, after, signal })) {
        after = lines[lines.length - 1].seq;
        handlers.onLines(lines);
        handlers.onState('live');
      }
      const run = await api.getRun({ params: { id: runId }, signal });
      if (run.finishedAt) {
        handlers.onState('ended');
        return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) {
        handlers.onState('ended', error);
        return;
      }
      handlers.onState('reconnecting');
    }
    await new Promise(resolve => setTimeout(resolve, RECONNECT_MS));
  }
}

/** The log of a run as it grows. */
export function useRunLog(runId: string): RunLog {
  const api = useInfraApi();
  const [log, setLog] = useState<RunLog>(NOTHING);
  useEffect(() => {
    const controller = new AbortController();
    setLog(NOTHING);
    const update = (change: (before: RunLog) => RunLog) => {
      if (!controller.signal.aborted) setLog(change);
    };
    const buffer = new LineBuffer(lines =>
      update(before => ({ ...before, lines: before.lines.concat(lines) })),
    );
    const reading = follow(api, runId, controller.signal, {
      onLines: lines => buffer.add(lines),
      onState: (state, error) => {
        if (state !== 'live') buffer.flush();
        update(before => (before.state === state && !error ? before : { ...before, state, error }));
      },
    });
    reading.catch(error => update(before => ({ ...before, state: 'ended', error })));
    return () => controller.abort();
  }, [api, runId]);
  return log;
}
