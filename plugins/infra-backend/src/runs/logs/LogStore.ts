import type { LogLine } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { LeaseLost } from '../aborts';
import { topicOfLog, type RunChannel } from '../RunChannel';
import type { Hold } from '../RunStore';
import { HELD_RUN } from '../StepStore';

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
