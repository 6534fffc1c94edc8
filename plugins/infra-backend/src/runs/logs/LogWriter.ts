import type { LogLine } from '@bailiwick/backstage-plugin-infra-common';
import type { RunLog } from '@bailiwick/backstage-plugin-infra-node';
import { type Lease, persevere } from '../persevere';
import type { Hold } from '../RunStore';
import { LineAssembler, splitLine, storable } from './lines';
import type { LogStore, NewLine } from './LogStore';
import type { Redactor } from './Redactor';

const FLUSH_MS = 100;
const BATCH_LINES = 1_000;
/** So much may wait to be stored, in characters; what a tool writes beyond that is left out. */
const MOST_WAITING = 8 * 1024 * 1024;
/** So much of one run is stored at the most, in characters. */
export const LONGEST_LOG = 64 * 1024 * 1024;

export interface LogWriterParts {
  store: Pick<LogStore, 'append' | 'lastSeq' | 'clean'>;
  hold: Hold;
  redactor: Redactor;
  lease: Lease;
}

/**
 * Numbers the lines of one run and stores them in batches, one batch after the other. The numbering goes on where the worker
 * before stopped. Once storing failed everything further is dropped, and {@link flush} says why.
 */
export class LogWriter {
  private waiting: NewLine[] = [];
  private waitingSize = 0;
  private wholeSize = 0;
  private gap?: { phase: string; lines: number };
  private timer?: NodeJS.Timeout;
  private storing: Promise<void> = Promise.resolve();
  private failure?: unknown;
  /** Secrets that came to be known when lines had been written, such as what a tool has just made; and the last of those lines. */
  private late: { texts: string[]; upTo: number } = { texts: [], upTo: 0 };
  private readonly endLines: (() => void)[] = [];

  private constructor(
    private readonly parts: LogWriterParts,
    private lastSeq: number,
  ) {}

  static async create(parts: LogWriterParts): Promise<LogWriter> {
    const lastSeq = await persevere(parts.lease, () => parts.store.lastSeq(parts.hold.id));
    return new LogWriter(parts, lastSeq);
  }

  /** The log of one phase. */
  phase(phase: string): RunLog {
    const { redactor } = this.parts;
    const assemblers = {
      stdout: new LineAssembler(redactor),
      stderr: new LineAssembler(redactor),
    };
    this.endLines.push(() => {
      for (const stream of ['stdout', 'stderr'] as const) {
        for (const line of assemblers[stream].end()) this.add(phase, stream, line);
      }
    });
    const tell = (stream: LogLine['stream'], text: string) => {
      for (const line of text.split(/\r?\n/)) this.add(phase, stream, line);
    };
    return {
      info: text => tell('system', text),
      error: text => tell('stderr', text),
      write: (stream, text) => {
        for (const line of assemblers[stream].push(text)) this.add(phase, stream, line);
      },
    };
  }

  /** Hides a secret from now on, and with the next {@link flush} in what was written before it was known. */
  redact(secret: string): void {
    const texts = this.parts.redactor.add(secret);
    if (this.lastSeq === 0 || texts.length === 0) return;
    this.late = { texts: [...this.late.texts, ...texts], upTo: this.lastSeq };
  }

  /** Stores everything that was written, unfinished lines too. Rejects with what went wrong. */
  async flush(): Promise<void> {
    for (const end of this.endLines) end();
    this.markGap();
    while (this.waiting.length > 0) this.storeBatch();
    await this.storing;
    if (this.failure !== undefined) throw this.failure;
    await this.cleanStored();
  }

  private async cleanStored(): Promise<void> {
    const { late } = this;
    if (late.texts.length === 0) return;
    this.late = { texts: [], upTo: 0 };
    const { store, hold, lease, redactor } = this.parts;
    await persevere(lease, () => store.clean(hold, late, text => redactor.clean(text)));
  }

  private add(phase: string, stream: LogLine['stream'], line: string): void {
    if (this.failure !== undefined) return;
    if (this.waitingSize > MOST_WAITING || this.wholeSize > LONGEST_LOG) {
      this.gap = { phase, lines: (this.gap?.lines ?? 0) + 1 };
      return;
    }
    this.markGap();
    for (const text of splitLine(storable(this.parts.redactor.clean(line)))) {
      this.queue(phase, stream, text);
    }
    if (this.wholeSize > LONGEST_LOG) {
      this.queue(phase, 'system', `The log is longer than ${LONGEST_LOG} characters: it ends here`);
    }
    if (this.waiting.length >= BATCH_LINES) this.storeBatch();
    else this.timer ??= setTimeout(() => this.storeBatch(), FLUSH_MS);
  }

  /** Says how much is missing here; where the log is full, its last line has said so. */
  private markGap(): void {
    if (!this.gap || this.wholeSize > LONGEST_LOG) return;
    const { phase, lines } = this.gap;
    this.gap = undefined;
    this.queue(
      phase,
      'system',
      `${lines} lines were left out: they came faster than they could be stored`,
    );
  }

  private queue(phase: string, stream: LogLine['stream'], text: string): void {
    this.waiting.push({ seq: ++this.lastSeq, time: new Date(), phase, stream, text });
    this.waitingSize += text.length;
    this.wholeSize += text.length;
  }

  private storeBatch(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting.splice(0, BATCH_LINES);
    if (batch.length === 0) return;
    const { store, hold, lease } = this.parts;
    this.storing = this.storing.then(async () => {
      if (this.failure !== undefined) return;
      try {
        await persevere(lease, () => store.append(hold, batch));
      } catch (error) {
        this.failure = error;
      }
      this.waitingSize -= batch.reduce((size, { text }) => size + text.length, 0);
    });
  }
}
