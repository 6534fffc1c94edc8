import type { LogLine } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { LeaseLost } from '../aborts';
import { topicOfLog, type RunChannel } from '../RunChannel';
import type { Hold } from '../RunStore';
import type { HiddenTexts } from '../types';
import { HELD_RUN } from '../StepStore';
import { storable } from './lines';

/** A line that waits to be stored. */
export type NewLine = Omit<LogLine, 'time'> & { time: Date };

interface LogRow {
  seq: string;
  time: Date;
  phase: string;
  stream: LogLine['stream'];
  text: string;
}

const FORGET_BATCH = 500;
const CLEAN_BATCH = 1_000;
/** Before every id. */
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** The stored lines of runs. */
export class LogStore {
  constructor(
    private readonly knex: Knex,
    private readonly channel: RunChannel,
  ) {}

  /** Stores lines in one statement. @throws LeaseLost once the run was taken away. */
  async append(hold: Hold, lines: readonly NewLine[]): Promise<void> {
    // A repetition of what is stored already, because its answer got lost, must pass.
    const { rows } = await this.knex.raw<{ rows: { isHeld: boolean }[] }>(
      `WITH held AS (${HELD_RUN}), stored AS (
         INSERT INTO run_logs (run_id, seq, time, phase, stream, text)
         SELECT held.id, line.*
         FROM held, unnest(:seqs::bigint[], :times::timestamptz[], :phases::text[], :streams::text[], :texts::text[]) AS line
         ON CONFLICT DO NOTHING)
       SELECT EXISTS (SELECT 1 FROM held) AS "isHeld"`,
      {
        ...hold,
        seqs: lines.map(({ seq }) => seq),
        times: lines.map(({ time }) => time.toISOString()),
        phases: lines.map(({ phase }) => phase),
        streams: lines.map(({ stream }) => stream),
        texts: lines.map(({ text }) => text),
      },
    );
    if (!rows[0].isHeld) throw new LeaseLost();
    this.channel.tell(topicOfLog(hold.id));
  }

  /**
   * Writes lines anew that have one of these texts, up to a line. @throws LeaseLost once the run was taken away.
   *
   * @param clean - what a line is to be
   */
  async clean(
    hold: Hold,
    { texts, upTo }: { texts: readonly string[]; upTo: number },
    clean: (text: string) => string,
  ): Promise<void> {
    const wanted = { ...hold, texts: texts.map(storable), upTo, batch: CLEAN_BATCH };
    for (let after = 0; ;) {
      const { rows } = await this.knex.raw<{ rows: { seq: string; text: string }[] }>(
        `SELECT seq, text FROM run_logs
         WHERE run_id = :id AND seq > :after AND seq <= :upTo
           AND EXISTS (SELECT FROM unnest(:texts::text[]) AS secret WHERE position(secret IN text) > 0)
         ORDER BY seq LIMIT :batch`,
        { ...wanted, after },
      );
      if (rows.length > 0) await this.#rewrite(hold, rows, clean);
      if (rows.length < CLEAN_BATCH) return;
      after = Number(rows[rows.length - 1].seq);
    }
  }

  async #rewrite(
    hold: Hold,
    rows: readonly { seq: string; text: string }[],
    clean: (text: string) => string,
  ): Promise<void> {
    const written = await this.knex.raw<{ rowCount: number }>(
      `WITH held AS (${HELD_RUN})
       UPDATE run_logs SET text = line.text
       FROM held, unnest(:seqs::bigint[], :texts::text[]) AS line(seq, text)
       WHERE run_logs.run_id = held.id AND run_logs.seq = line.seq`,
      { ...hold, seqs: rows.map(({ seq }) => seq), texts: rows.map(({ text }) => clean(text)) },
    );
    if (written.rowCount === 0) throw new LeaseLost();
  }

  /** As {@link clean} for the runs of a resource that came to no good end: they could not know what they had printed. */
  async cleanFailed(resourceId: string, { texts, clean }: HiddenTexts): Promise<void> {
    let after = { run_id: NIL_ID, seq: '0' };
    for (;;) {
      const { rows } = await this.knex.raw<{ rows: (typeof after & { text: string })[] }>(
        `SELECT run_id, seq, text FROM run_logs
         WHERE run_id IN (
             SELECT id FROM runs WHERE resource_id = :resourceId AND status IN ('error', 'lost', 'cancelled'))
           AND (run_id, seq) > (:run_id::uuid, :seq::bigint)
           AND EXISTS (SELECT FROM unnest(:texts::text[]) AS secret WHERE position(secret IN text) > 0)
         ORDER BY run_id, seq LIMIT :batch`,
        { ...after, resourceId, texts, batch: CLEAN_BATCH },
      );
      await this.knex.raw(
        `UPDATE run_logs SET text = line.text
         FROM unnest(:runs::uuid[], :seqs::bigint[], :texts::text[]) AS line(run_id, seq, text)
         WHERE run_logs.run_id = line.run_id AND run_logs.seq = line.seq`,
        {
          runs: rows.map(({ run_id }) => run_id),
          seqs: rows.map(({ seq }) => seq),
          texts: rows.map(({ text }) => clean(text)),
        },
      );
      if (rows.length < CLEAN_BATCH) return;
      after = rows[rows.length - 1];
    }
  }

  /** Sequence number of the last line, 0 where there is none. */
  async lastSeq(runId: string): Promise<number> {
    const row = await this.knex('run_logs').where({ run_id: runId }).max('seq as last').first();
    return Number(row?.last ?? 0);
  }

  /** Removes the lines of runs that ended longer ago, a few hundred runs at a time; answers of how many. */
  async forget(olderThanMs: number): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const { rows } = await this.knex.raw<{ rows: { runs: number }[] }>(
        `WITH old AS (
           SELECT id FROM runs
           WHERE finished_at < now() - :olderThanMs::float8 * interval '1 ms'
             AND EXISTS (SELECT 1 FROM run_logs WHERE run_id = runs.id)
           LIMIT :batch),
         removed AS (DELETE FROM run_logs USING old WHERE run_id = old.id)
         SELECT count(*)::int AS runs FROM old`,
        { olderThanMs, batch: FORGET_BATCH },
      );
      forgotten += rows[0].runs;
      if (rows[0].runs < FORGET_BATCH) return forgotten;
    }
  }

  /** Lines after `after`, in order, `limit` at the most. */
  async read(runId: string, after: number, limit: number): Promise<LogLine[]> {
    const rows: LogRow[] = await this.knex('run_logs')
      .select('seq', 'time', 'phase', 'stream', 'text')
      .where({ run_id: runId })
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit);
    return rows.map(row => ({
      seq: Number(row.seq),
      time: row.time.toISOString(),
      phase: row.phase,
      stream: row.stream,
      text: row.text,
    }));
  }
}
