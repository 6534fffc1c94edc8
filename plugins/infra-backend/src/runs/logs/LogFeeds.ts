import type { LogLine } from '@bailiwick/backstage-plugin-infra-common';
import { topicOfLog, type RunChannel } from '../RunChannel';
import type { RunStore } from '../RunStore';
import type { LogStore } from './LogStore';

/** How often to look for lines although nothing was heard. */
const LOOK_MS = 2_000;
const PAGE = 1_000;
/** Lines kept for those who follow; who is farther behind reads the database. */
const KEPT = 5_000;

/** A line, ready to be sent. */
export interface FeedLine {
  seq: number;
  event: string;
}

export interface LogFeedServices {
  logs: LogStore;
  runs: Pick<RunStore, 'find'>;
  channel: RunChannel;
}

const toFeedLine = (line: LogLine): FeedLine => ({
  seq: line.seq,
  event: `id: ${line.seq}\ndata: ${JSON.stringify(line)}\n\n`,
});

/** The new lines of one run, read once for everybody in this process who follows it. */
export class LogFeed {
  /** The last lines without a gap. */
  private recent: FeedLine[] = [];
  private lastSeq = 0;
  private endedAs?: string;
  private waiting: (() => void)[] = [];
  private reading?: Promise<void>;
  private readAgain = false;
  private stop?: () => void;
  private failure?: unknown;

  constructor(
    private readonly runId: string,
    private readonly services: LogFeedServices,
  ) {}

  start(after: number): void {
    this.lastSeq = after;
    const stopListening = this.services.channel.listen(topicOfLog(this.runId), () => this.look());
    const timer = setInterval(() => this.look(), LOOK_MS);
    this.stop = () => {
      stopListening();
      clearInterval(timer);
    };
    this.look();
  }

  end(): void {
    this.stop?.();
    this.wake();
  }

  /** The run's status once it has ended and there is nothing after `seq`. */
  endedAfter(seq: number): string | undefined {
    return seq >= this.lastSeq ? this.endedAs : undefined;
  }

  /** Lines after `seq` that are there now. */
  async linesAfter(seq: number): Promise<FeedLine[]> {
    if (this.failure !== undefined) throw this.failure;
    const first = this.recent[0]?.seq ?? this.lastSeq + 1;
    if (seq >= first - 1) return this.recent.slice(seq - first + 1);
    return (await this.services.logs.read(this.runId, seq, PAGE)).map(toFeedLine);
  }

  /** Resolves when there is something new, or after a time. */
  async news(timeoutMs: number): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, timeoutMs);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private look(): void {
    this.readAgain = true;
    this.reading ??= this.readAll()
      .catch(error => {
        this.failure = error;
      })
      .finally(() => {
        this.reading = undefined;
        this.wake();
      });
  }

  private async readAll(): Promise<void> {
    while (this.readAgain) {
      this.readAgain = false;
      // The status first: what the run wrote before it ended is then among the lines that follow.
      const run = await this.services.runs.find(this.runId);
      await this.readLines();
      this.failure = undefined;
      if (!run || (run.status !== 'queued' && run.status !== 'in_progress')) {
        this.endedAs = run?.status ?? 'deleted';
      }
    }
  }

  private async readLines(): Promise<void> {
    for (;;) {
      const lines = await this.services.logs.read(this.runId, this.lastSeq, PAGE);
      if (lines.length > 0) {
        this.lastSeq = lines[lines.length - 1].seq;
        this.recent = [...this.recent, ...lines.map(toFeedLine)].slice(-KEPT);
        this.wake();
      }
      if (lines.length < PAGE) return;
    }
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** The feeds of this process, one per run that somebody follows. */
export class LogFeeds {
  private readonly feeds = new Map<string, { feed: LogFeed; followers: number }>();

  constructor(private readonly services: LogFeedServices) {}

  /** The feed of a run; call `leave` in the end. */
  async follow(runId: string): Promise<{ feed: LogFeed; leave: () => void }> {
    let entry = this.feeds.get(runId);
    if (!entry) {
      const lastSeq = await this.services.logs.lastSeq(runId);
      entry = this.feeds.get(runId);
      if (!entry) {
        entry = { feed: new LogFeed(runId, this.services), followers: 0 };
        this.feeds.set(runId, entry);
        entry.feed.start(lastSeq);
      }
    }
    const joined = entry;
    joined.followers++;
    let left = false;
    return {
      feed: joined.feed,
      leave: () => {
        if (left) return;
        left = true;
        joined.followers--;
        if (joined.followers > 0) return;
        this.feeds.delete(runId);
        joined.feed.end();
      },
    };
  }
}
