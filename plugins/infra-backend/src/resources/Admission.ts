import {
  type ApprovalKind,
  type Position,
  queuedPosition,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import {
  type ApprovalRecord,
  type ApprovalService,
  type PolicyStep,
  type Proposal,
  stepsFor,
} from '../approvals';
import type { RunEngine, RunRecord, RunRequest } from '../runs';
import type { Integrations } from './planning';
import type { ResourceInputs } from './ResourceInputs';
import type { ResourceStore } from './ResourceStore';
import type { RevisionStore } from './RevisionStore';
import type { Requester, ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';

const purposeOf = (kind: ApprovalKind) => (kind === 'destroy' ? 'destroy' : 'apply');

export interface AdmissionServices {
  store: ResourceStore;
  types: TypeRegistry;
  revisions: RevisionStore;
  inputs: ResourceInputs;
  approvals: ApprovalService;
  integrations?: Pick<Integrations, 'link'>;
  engine: Pick<RunEngine, 'enqueue'>;
}

/** What is to be done with a resource. */
export interface Wanted {
  kind: ApprovalKind;
  /** Where the resource was before; undefined of a new one. */
  was?: Position;
  /** 2 or more for a retry. */
  attempt?: number;
  /** Waits until the run that is in progress has ended. */
  behind?: boolean;
  /** What the state becomes; the status follows from whether somebody is asked. */
  state: Position['state'];
}

const valuesOf = ({ version, variables, cost }: ResourceRecord | Proposal): Proposal => ({
  version,
  variables,
  cost,
});

/**
 * The one way to a run that changes something: it begins at once, or after everybody has agreed whom the type's policy asks. Each
 * method works in the transaction of the caller, who has locked the resource.
 */
export class Admission {
  constructor(private readonly services: AdmissionServices) {}

  /** Whether somebody would be asked. */
  asks(record: ResourceRecord, kind: ApprovalKind): boolean {
    return this.steps(record, kind).length > 0;
  }

  /**
   * Begins, or asks first. Where the provisioner can plan, what is asked is whether to carry out one certain plan, and the plan is made
   * now. Answers the run that was queued.
   */
  async begin(
    trx: Knex.Transaction,
    record: ResourceRecord,
    wanted: Wanted,
    by: Requester,
  ): Promise<RunRecord | undefined> {
    const steps = this.steps(record, wanted.kind);
    if (steps.length === 0) return this.carryOut(trx, record, wanted, by);
    const { store, approvals, inputs } = this.services;
    const { state, kind, was } = wanted;
    await store.advance(trx, record.id, { state, status: 'approval_pending' });
    const { provisioner, policy } = this.#type(record, kind);
    const plan = provisioner.plan
      ? await this.#enqueue(trx, record, 'plan', by, { planFor: purposeOf(kind) })
      : undefined;
    const { digest } = await inputs.of(record, kind === 'destroy' ? 'live' : 'proposed', trx);
    await approvals.open(
      trx,
      {
        ...{ resourceId: record.id, kind, steps, order: policy?.order ?? 'sequential', was },
        escalateAfterHours: policy?.escalateAfterHours,
        proposal: valuesOf(record.pendingChange ?? record),
        before: record.state === 'provisioned' ? valuesOf(record) : undefined,
        requestedBy: by.ref,
        ...(plan ? { planRunId: plan.id } : { digest }),
      },
      by,
    );
    return plan;
  }

  /** What was agreed upon is carried out: just that plan, from just these inputs. */
  async approved(
    trx: Knex.Transaction,
    record: ResourceRecord,
    approval: ApprovalRecord,
  ): Promise<RunRecord | undefined> {
    const { kind, planRunId, plan } = approval;
    const of = kind === 'destroy' ? 'live' : 'proposed';
    const { digest } = await this.services.inputs.of(record, of, trx);
    const approvedInputs = planRunId ? plan?.inputDigest : approval.digest;
    if (digest !== approvedInputs) {
      throw conflict(
        'What it is made from has changed since, such as an output of a parent: plan again',
      );
    }
    const by = { ref: approval.requestedBy };
    const wanted = { kind, state: record.state };
    return this.carryOut(trx, record, wanted, by, { planRunId, approvedInputs, approval });
  }

  /** Queues the run; a pending change becomes what the resource is to be. */
  async carryOut(
    trx: Knex.Transaction,
    record: ResourceRecord,
    { kind, state, attempt, behind }: Omit<Wanted, 'was'>,
    by: Requester,
    agreed: { planRunId?: string; approvedInputs?: string; approval?: ApprovalRecord } = {},
  ): Promise<RunRecord> {
    const { store, revisions } = this.services;
    const change = kind === 'destroy' ? undefined : record.pendingChange;
    if (change) {
      await store.promote(trx, record.id, change);
      await this.services.integrations?.link(trx, record.id, change.integrations);
      const parents = (await store.parents([record.id], trx)).get(record.id) ?? [];
      await revisions.write(trx, record.id, {
        ...change,
        parents: parents.map(({ id, name, type }) => ({ id, name, type })),
        approvalId: agreed.approval?.id,
      });
    }
    const runKind = kind === 'destroy' ? 'destroy' : 'apply';
    const queued = queuedPosition({ ...record, state }, runKind);
    const isThere = record.state === queued.state && record.status === queued.status;
    // A new resource was written where it belongs already.
    if (!isThere) await store.advance(trx, record.id, queued);
    const { planRunId, approvedInputs } = agreed;
    return this.#enqueue(trx, record, runKind, by, { attempt, behind, planRunId, approvedInputs });
  }

  /** Plans again, or for the first time; an open approval is about this plan from now on. */
  async plan(trx: Knex.Transaction, record: ResourceRecord, by: Requester): Promise<RunRecord> {
    const { approvals } = this.services;
    const open = await approvals.current(trx, record.id);
    const planFor = open?.kind === 'destroy' ? 'destroy' : 'apply';
    const run = await this.#enqueue(trx, record, 'plan', by, { planFor });
    if (open) await approvals.store.setPlan(trx, open.id, { runId: run.id });
    return run;
  }

  /** Looks whether the real thing still is what was applied. */
  async observe(trx: Knex.Transaction, record: ResourceRecord, by: Requester): Promise<RunRecord> {
    return this.#enqueue(trx, record, 'plan', by, { planFor: 'drift' });
  }

  async #enqueue(
    trx: Knex.Transaction,
    record: ResourceRecord,
    kind: RunRecord['kind'],
    by: Requester,
    more: Partial<RunRequest>,
  ): Promise<RunRecord> {
    const { types, engine } = this.services;
    const provisioner = types.find(record.type)?.provisioner.id;
    if (!provisioner) throw conflict(`Nothing is installed that brings about a ${record.type}`);
    const { id: resourceId, unit } = record;
    return engine.enqueue(trx, {
      ...{ resourceId, unitId: unit.id, provisioner, kind, requestedBy: by.ref },
      ...more,
    });
  }

  #type(record: ResourceRecord, kind: ApprovalKind) {
    const version =
      kind === 'destroy' ? record.version : valuesOf(record.pendingChange ?? record).version;
    const { provisioner, definition } = this.services.types.get(record.type, version);
    return { provisioner, policy: definition.approval };
  }

  /** Whom the policy of the type asks, about what is proposed where something is. */
  steps(record: ResourceRecord, kind: ApprovalKind): PolicyStep[] {
    const { name, unit, site, pendingChange, requestedBy } = record;
    const proposal = kind === 'destroy' ? record : (pendingChange ?? record);
    return stepsFor(this.#type(record, kind).policy, {
      ...{ kind, name, unit: unit.slug, site },
      ...{ variables: proposal.variables, cost: proposal.cost },
      costBefore: record.state === 'provisioned' ? record.cost : undefined,
      requestedBy: pendingChange?.requestedBy ?? requestedBy,
    });
  }
}
