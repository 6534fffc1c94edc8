import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import { runPrepared } from '../lib/database';
import { LeaseLost } from './aborts';
import type { Hold } from './RunStore';
import type { RunStage } from './types';

/**
 * Finds the run only if it is still in progress under the fence, and keeps it so until the statement is through: whoever takes
 * the run away waits for it, and who comes after that finds nothing.
 */
export const HELD_RUN = `SELECT id FROM runs WHERE id = :id AND fence = :fence AND status = 'in_progress' FOR SHARE`;

const REMEMBER = `
  WITH held AS (${HELD_RUN})
  INSERT INTO run_steps (run_id, stage, key, result)
  SELECT id, :stage::text, :key::text, :result::jsonb FROM held
  ON CONFLICT (run_id, stage, key) DO UPDATE SET result = excluded.result`;

/** What a worker writes about its run while it is at it. Every write is refused with {@link LeaseLost} once the run was taken away. */
export class StepStore {
  constructor(private readonly knex: Knex) {}

  /** What a durable step answered; undefined where it did not finish. */
  async recall(
    hold: Hold,
    stage: RunStage,
    key: string,
  ): Promise<{ result: JsonValue } | undefined> {
    return await this.knex('run_steps')
      .select<{ result: JsonValue }[]>('result')
      .where({ run_id: hold.id, stage, key })
      .first();
  }

  async remember(
    hold: Hold,
    stage: RunStage,
    key: string,
    result: JsonValue | undefined,
  ): Promise<void> {
    const { rowCount } = await runPrepared(this.knex, 'run-step-remember', REMEMBER, {
      id: hold.id,
      fence: hold.fence,
      ...{ stage, key, result: JSON.stringify(result ?? null) },
    });
    if (rowCount === 0) throw new LeaseLost();
  }

  async enterPhase(hold: Hold, phase: string): Promise<void> {
    await this.change(hold, { phase });
  }

  async recordCommit(hold: Hold, commit: string): Promise<void> {
    await this.change(hold, { commit });
  }

  /** Rejects where the run is not this worker's any more. */
  async prove(hold: Hold): Promise<void> {
    const { id, fence } = hold;
    const { rowCount } = await runPrepared(this.knex, 'run-prove', HELD_RUN, { id, fence });
    if (rowCount === 0) throw new LeaseLost();
  }

  private async change(hold: Hold, values: Record<string, string>): Promise<void> {
    const changed = await this.knex('runs')
      .where({ id: hold.id, fence: hold.fence, status: 'in_progress' })
      .update(values);
    if (changed === 0) throw new LeaseLost();
  }
}
