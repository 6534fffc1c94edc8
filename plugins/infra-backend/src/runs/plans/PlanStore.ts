import type { PlannedChange, PolicyResult } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { type Encryptor, fingerprint } from '../../lib/encryption';
import type { PlanPurpose, RunRecord } from '../types';

/** What a run of kind `plan` brings. */
export interface MadePlan {
  /** Of what the plan was made from. */
  inputDigest: string;
  changes: PlannedChange[];
  policies: PolicyResult[];
  artifact?: Buffer;
}

/** A plan as it is stored, without its artifact. */
export interface PlanRecord extends Omit<MadePlan, 'artifact'> {
  runId: string;
  resourceId: string;
  purpose: PlanPurpose;
  /** Of the inputs and the plan itself: what an approval is bound to. */
  digest: string;
  createdAt: Date;
  expiresAt: Date;
}

interface PlanRow {
  run_id: string;
  resource_id: string;
  purpose: PlanPurpose;
  input_digest: string;
  digest: string;
  changes: PlannedChange[];
  policies: PolicyResult[];
  created_at: Date;
  expires_at: Date;
}

const COLUMNS = [
  ...['run_id', 'resource_id', 'purpose', 'input_digest', 'digest'],
  ...['changes', 'policies', 'created_at', 'expires_at'],
];

const toPlan = (row: PlanRow): PlanRecord => ({
  runId: row.run_id,
  resourceId: row.resource_id,
  purpose: row.purpose,
  inputDigest: row.input_digest,
  digest: row.digest,
  changes: row.changes,
  policies: row.policies,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});

/** Name under which the artifact of a plan is sealed. */
export const planContext = (runId: string) => `plan/${runId}`;

/** Saved plans. The artifact of a plan holds everything that the tool knows, so it is sealed, and gone once it expired. */
export class PlanStore {
  constructor(
    private readonly knex: Knex,
    private readonly services: { encryptor: Encryptor; retentionMs: number },
  ) {}

  async save(trx: Knex.Transaction, run: RunRecord, plan: MadePlan): Promise<PlanRecord> {
    const { encryptor, retentionMs } = this.services;
    const purpose = run.planFor ?? 'apply';
    const content = plan.artifact ?? Buffer.from(JSON.stringify(plan.changes));
    const digest = fingerprint(`${purpose}\n${plan.inputDigest}\n${fingerprint(content)}`);
    const [row] = await trx('run_plans')
      .insert({
        run_id: run.id,
        resource_id: run.resourceId,
        purpose,
        input_digest: plan.inputDigest,
        digest,
        changes: JSON.stringify(plan.changes),
        policies: JSON.stringify(plan.policies),
        artifact: plan.artifact ? encryptor.seal(plan.artifact, planContext(run.id)) : null,
        expires_at: trx.raw("now() + ? * interval '1 ms'", [retentionMs]),
      })
      .returning(COLUMNS);
    return toPlan(row);
  }

  async find(runId: string, knex: Knex = this.knex): Promise<PlanRecord | undefined> {
    const row = await knex('run_plans').select(COLUMNS).where({ run_id: runId }).first();
    return row && toPlan(row);
  }

  /**
   * The plan as the tool wants it back.
   *
   * @throws Error where it is gone or expired: what was approved cannot be carried out any more
   */
  async artifact(runId: string): Promise<Buffer | undefined> {
    const row = await this.knex('run_plans')
      .select<{ artifact: Buffer | null; expired: boolean }[]>(
        'artifact',
        this.knex.raw('expires_at <= now() AS expired'),
      )
      .where({ run_id: runId })
      .first();
    if (!row || row.expired)
      throw new Error('The approved plan has expired: plan and approve again');
    return row.artifact
      ? this.services.encryptor.open(row.artifact, planContext(runId))
      : undefined;
  }

  /** Removes what cannot be applied any more; what people read of it stays. */
  async forgetExpired(): Promise<number> {
    return this.knex('run_plans')
      .where('expires_at', '<=', this.knex.fn.now())
      .whereNotNull('artifact')
      .update({ artifact: null });
  }
}
