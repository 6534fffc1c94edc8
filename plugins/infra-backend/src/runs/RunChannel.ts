import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import { AsyncResource } from 'node:async_hooks';
import type { Client } from 'pg';
import { runPrepared } from '../lib/database';

const CHANNEL = 'infra_runs';
const TELL = 'SELECT pg_notify(:channel, topic) FROM unnest(:topics::text[]) AS topic';
const RECONNECT_MS = { first: 250, longest: 10_000 };
/** A connection that died without a word shows at the next of these. */
const PROBE_MS = 15_000;

/** Topics of the channel. What is heard is only a hint to look: nothing depends on it being heard. */
export const topicOfQueue = (provisioner: string) => `queue:${provisioner}`;
export const topicOfCancel = (runId: string) => `cancel:${runId}`;
export const topicOfLog = (runId: string) => `log:${runId}`;

/**
 * LISTEN and NOTIFY between the processes on one database. One connection of the pool is kept for listening; while it is down
 * everybody falls back to looking now and then, and once it is back every listener is called.
 */
export class RunChannel {
  private readonly listeners = new Map<string, Set<() => void>>();
  /** Listeners work for themselves, not on behalf of the request that happened to wake them. */
  private readonly scope = new AsyncResource('RunChannel');
  private readonly untold = new Set<string>();
  private telling?: Promise<void>;
  private connection?: Client;
  private running = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly knex: Knex,
    private readonly logger: LoggerService,
  ) {}

  /** True while what is sent is heard at once. */
  get isListening(): boolean {
    return this.connection !== undefined;
  }

  async start(): Promise<void> {
    this.running = true;
    await this.connect(RECONNECT_MS.first);
  }

  async stop(): Promise<void> {
    this.running = false;
    clearTimeout(this.timer);
    await this.telling;
    const { connection } = this;
    if (!connection) return;
    this.connection = undefined;
    await connection.query(`UNLISTEN ${CHANNEL}`);
    await this.release(connection);
  }

  /** Calls `listener` whenever the topic may have news; the answer ends it. */
  listen(topic: string, listener: () => void): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(topic) === listeners) {
        this.listeners.delete(topic);
      }
    };
  }

  /**
   * Tells the topic once the transaction is committed. Not within it: transactions that notify commit one after the other, which
   * would be the pace of everybody's requests.
   */
  tellAfter(trx: Knex.Transaction, topic: string): void {
    trx.executionPromise.then(
      () => this.tell(topic),
      () => {},
    );
  }

  /** Tells this process at once and the others in a moment. Nobody waits for it; what gets lost is found by looking. */
  tell(topic: string): void {
    this.scope.runInAsyncScope(() => {
      this.call(topic);
      this.untold.add(topic);
      this.telling ??= this.send();
    });
  }

  /** What many tell while one statement is under way goes out with the next. */
  private async send(): Promise<void> {
    while (this.untold.size > 0) {
      const topics = [...this.untold];
      this.untold.clear();
      try {
        await runPrepared(this.knex, 'run-tell', TELL, { channel: CHANNEL, topics });
      } catch (error) {
        this.logger.debug(`Other processes were not told of runs: ${stringifyError(error)}`);
      }
    }
    this.telling = undefined;
  }

  private async connect(nextDelay: number): Promise<void> {
    let connection: Client | undefined;
    try {
      const fresh: Client = await this.knex.client.acquireConnection();
      connection = fresh;
      fresh.on('notification', this.hear);
      fresh.once('end', () => this.lose(fresh));
      await fresh.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      this.logger.warn(`Cannot listen for runs yet: ${error}`);
      if (connection) await this.release(connection);
      this.again(() => this.connect(Math.min(nextDelay * 2, RECONNECT_MS.longest)), nextDelay);
      return;
    }
    if (!this.running) {
      await this.release(connection);
      return;
    }
    this.connection = connection;
    this.again(this.probe, PROBE_MS);
    for (const topic of [...this.listeners.keys()]) this.call(topic);
  }

  private readonly probe = async () => {
    const { connection } = this;
    if (!connection) return;
    try {
      await connection.query('SELECT 1');
      this.again(this.probe, PROBE_MS);
    } catch {
      this.lose(connection);
    }
  };

  private lose(connection: Client): void {
    if (this.connection !== connection) return;
    this.connection = undefined;
    this.logger.warn('The connection that listens for runs was lost; connecting again');
    this.release(connection);
    this.again(() => this.connect(RECONNECT_MS.first), 0);
  }

  /** The pool throws away a connection that has ended once it is given back. */
  private async release(connection: Client): Promise<void> {
    connection.removeListener('notification', this.hear);
    await this.knex.client.releaseConnection(connection);
  }

  private again(work: () => Promise<void>, delay: number): void {
    clearTimeout(this.timer);
    if (this.running) this.timer = setTimeout(work, delay);
  }

  private readonly hear = ({ payload }: { payload?: string }) => this.call(payload ?? '');

  private call(topic: string): void {
    for (const listener of [...(this.listeners.get(topic) ?? [])]) listener();
  }
}
