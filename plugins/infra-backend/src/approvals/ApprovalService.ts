import { conflict, InfraError, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor, UnitPlace } from '../access';
import type { AuditTrail } from '../audit';
import { brokenPolicies } from '../lib/policies';
import type { ApprovalStore } from './ApprovalStore';
import { isApproved, stepOf } from './progress';
import type { ApprovalRecord, NewApproval } from './types';

/** Who does something, for the record. */
export interface Author {
  ref: string;
  requestId?: string;
}

export interface Verdict {
  decision: 'approved' | 'rejected';
  comment?: string;
  /** Of what the approver has seen. */
  digest?: string;
}

/**
 * Approvals: opening, deciding, closing. Everything happens in the transaction of the caller, who has locked the resource; so of two
 * people who decide at once one is the second.
 */
export class ApprovalService {
  constructor(private readonly parts: { store: ApprovalStore; audit: AuditTrail }) {}

  get store(): ApprovalStore {
    return this.parts.store;
  }

  async open(trx: Knex.Transaction, approval: NewApproval, by: Author): Promise<string> {
    const id = await this.parts.store.insert(trx, approval);
    const { kind, steps, resourceId, proposal } = approval;
    await this.#record(trx, 'approval-opened', by, resourceId, {
      ...{ approvalId: id, kind, steps: steps.map(({ title }) => title) },
      ...{ version: proposal.version, variables: proposal.variables, cost: proposal.cost },
    });
    return id;
  }

  /** What is open for a resource; undefined where nothing is. */
  async current(trx: Knex.Transaction, resourceId: string): Promise<ApprovalRecord | undefined> {
    return (await this.parts.store.open([resourceId], trx)).get(resourceId);
  }

  /**
   * Records what somebody decides upon a step. Answers the approval after it, closed where nothing is left to decide.
   *
   * @throws InfraError FORBIDDEN, VALIDATION_ERROR without a digest, CONFLICT where the digest is not of what is proposed now, or a
   * policy refuses it
   */
  async decide(
    trx: Knex.Transaction,
    approval: ApprovalRecord,
    actor: Actor,
    team: UnitPlace,
    verdict: Verdict,
  ): Promise<ApprovalRecord> {
    const step = await stepOf(approval, actor, team);
    if (step === undefined) {
      throw new InfraError('FORBIDDEN', 'Nothing of this approval waits for you');
    }
    const { store } = this.parts;
    const digest = verdict.decision === 'approved' ? approvable(approval, verdict) : undefined;
    await store.decide(trx, approval.id, {
      ...{ step, by: actor.ref, decision: verdict.decision, comment: verdict.comment },
      digest: digest ?? approval.digest ?? '',
    });
    const { title } = approval.steps[step];
    await this.#record(trx, 'approval-decided', actor, approval.resourceId, {
      ...{ approvalId: approval.id, step: title, decision: verdict.decision },
      ...(verdict.comment ? { comment: verdict.comment } : {}),
      ...(digest ? { digest } : {}),
    });
    const decided = (await store.find(approval.id, trx))!;
    if (verdict.decision === 'rejected') return this.close(trx, decided, 'rejected', actor);
    return isApproved(decided) ? this.close(trx, decided, 'approved', actor) : decided;
  }

  async close(
    trx: Knex.Transaction,
    approval: ApprovalRecord,
    status: 'approved' | 'rejected' | 'withdrawn',
    by: Author,
  ): Promise<ApprovalRecord> {
    await this.parts.store.close(trx, approval.id, status);
    await this.#record(trx, 'approval-closed', by, approval.resourceId, {
      ...{ approvalId: approval.id, kind: approval.kind, status },
    });
    return { ...approval, status };
  }

  /** Asks the requester, or answers. Whoever may read the resource may write. */
  async write(
    trx: Knex.Transaction,
    approval: ApprovalRecord,
    by: Author,
    message: { text: string; asks: boolean },
  ): Promise<void> {
    if (approval.status !== 'open') {
      throw new InfraError('INVALID_STATE', `This approval is ${approval.status} already`);
    }
    await this.parts.store.write(trx, approval.id, { by: by.ref, ...message });
    await this.#record(trx, 'approval-message', by, approval.resourceId, {
      ...{ approvalId: approval.id, asks: message.asks },
    });
  }

  async #record(
    trx: Knex.Transaction,
    event: 'approval-opened' | 'approval-decided' | 'approval-closed' | 'approval-message',
    { ref, requestId }: Author,
    resourceId: string,
    after: Parameters<AuditTrail['record']>[1]['after'],
  ): Promise<void> {
    const subject = { kind: 'resource' as const, id: resourceId };
    await this.parts.audit.record(trx, { event, actor: { ref, requestId }, subject, after });
  }
}

/** The digest that is approved, once it is certain that the approver has seen just this and that no policy speaks against it. */
function approvable(approval: ApprovalRecord, { digest }: Verdict): string {
  if (digest === undefined) {
    const message = 'is required: the digest of what you have seen, as the approval shows it';
    throw validationError([{ pointer: '/digest', message }]);
  }
  if (!approval.digest) {
    throw conflict(
      approval.plan?.status === 'error'
        ? 'The plan failed, so there is nothing to approve: plan again'
        : 'The plan is still being made: wait for it',
    );
  }
  if (approval.plan?.expired) throw conflict('The plan has expired: plan again');
  if (digest !== approval.digest) {
    throw conflict('What is proposed has changed since you looked: look again');
  }
  const broken = brokenPolicies(approval.plan?.policies ?? []);
  if (broken) throw conflict(`A policy speaks against it: ${broken}`);
  return digest;
}
