import {
  type Cost,
  finishedPosition,
  hasFailed,
  isLive,
  type Position,
  queuedPosition,
  startedPosition,
} from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail, TrailEvent } from '../audit';
import type { ApprovalService } from '../approvals';
import type { RunEnd, RunRecord, RunSubject, RunSubjects, SettledEnd } from '../runs';
import type { UnitService } from '../organisation';
import type { Admission } from './Admission';
import { differences } from './difference';
import { holdsQuota } from './facts';
import type { LiveRevision, Restored } from './LiveRevision';
import type { Reservations, Secrets } from './ports';
import type { ResourceInputs } from './ResourceInputs';
import { revealSecrets, secretsIn, type SecretUse } from './secretReferences';
import type { SensitiveOutputs } from './SensitiveOutputs';
import type { Drift, ResourceRecord } from './types';
import type { Advance, ResourceStore } from './ResourceStore';
import type { TypeRegistry } from './types/TypeRegistry';
import type { VariableSchema } from './types/variableSchema';

export interface ResourceLifecycleServices {
  store: ResourceStore;
  types: TypeRegistry;
  units: UnitService;
  reservations: Reservations;
  audit: AuditTrail;
  inputs: ResourceInputs;
  sensitive: SensitiveOutputs;
  live: LiveRevision;
  secrets?: Secrets;
  approvals: ApprovalService;
  /** Made after the engine, which needs this lifecycle. */
  admission: () => Admission;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

const withoutStop = (sentence: string) => sentence.replace(/\.+$/, '');

const changesResource = ({ kind }: RunRecord) => kind === 'apply' || kind === 'destroy';

/** What a run brings about in its resource: position, outputs, and the quota it holds. */
export class ResourceLifecycle implements RunSubjects {
  /** Where the resource stands that a transaction has locked. */
  readonly #locked = new WeakMap<Knex.Transaction, { id: string; position: Position }>();

  constructor(private readonly services: ResourceLifecycleServices) {}

  async load(run: RunRecord): Promise<RunSubject> {
    const { store, units, inputs, sensitive, live } = this.services;
    const found = await store.find(run.resourceId);
    if (!found) throw notFound('resource', run.resourceId);
    const undo = found.state === 'provisioned' ? 'revert' : 'compensate';
    const isReverted = run.stage === 'compensate' && undo === 'revert';
    const record = isReverted ? await live.valuesOf(found) : found;
    const isProposal = run.kind === 'plan' && run.planFor === 'apply';
    const {
      type,
      version,
      variables,
      digest,
      integrations,
      hidden: inherited,
    } = await inputs.of(record, isProposal ? 'proposed' : 'live');
    const isBound = run.stage === 'work' && run.approvedInputs !== undefined;
    if (isBound && run.approvedInputs !== digest) {
      throw new Error('What was approved has changed since: plan again and ask for approval');
    }
    const [missing] = type.unresolved(variables);
    if (missing && run.kind !== 'destroy') {
      throw new Error(`${missing.variable} comes from ${missing.from}, which has no value`);
    }
    const { id, slug, name, path } = await units.get(record.unit.id);
    const cost = isProposal ? (record.pendingChange ?? record).cost : record.cost;
    const schema = type.definition.schema as VariableSchema;
    const secrets = await this.#secretsOf(record, secretsIn(variables, schema), run);
    const hidden = await sensitive.reveal(record.id);
    return {
      undo,
      settings: type.settings,
      inputDigest: digest,
      integrations,
      secrets: [...secrets.values(), ...[...inherited, ...Object.values(hidden)].map(textOf)],
      hasPlanRules: type.hasPlanRules,
      checkPlan: changes => type.checkPlan({ ...record, variables, cost }, changes),
      resource: {
        id: record.id,
        name: record.name,
        type: record.type,
        version,
        externalName: record.externalName,
        unit: { id, slug, name, path },
        site: record.site,
        variables: revealSecrets(variables, schema, secrets),
        outputs: { ...record.outputs, ...hidden },
        cost,
        revision: record.revision,
      },
    };
  }

  async lock(trx: Knex.Transaction, resourceId: string): Promise<boolean> {
    const position = await this.services.store.lock(trx, resourceId);
    if (position) this.#locked.set(trx, { id: resourceId, position });
    return position !== undefined;
  }

  async started(trx: Knex.Transaction, run: RunRecord): Promise<void> {
    if (!changesResource(run)) return;
    const position = await this.#positionOf(trx, run);
    const keepsReason = run.stage === 'compensate';
    await this.#advance(trx, run, { ...startedPosition(position, run.kind), keepsReason });
  }

  async requeued(trx: Knex.Transaction, run: RunRecord, reason: string): Promise<void> {
    if (!changesResource(run)) return;
    const position = await this.#positionOf(trx, run);
    if (run.kind === 'apply' && position.state === 'destroy') return;
    const keepsReason = run.stage === 'compensate';
    await this.#advance(trx, run, {
      ...queuedPosition(position, run.kind),
      ...(keepsReason ? { keepsReason } : { reason }),
    });
  }

  async failed(
    trx: Knex.Transaction,
    run: RunRecord,
    reason: string,
    able: Record<RunSubject['undo'], boolean>,
  ): Promise<{ compensate: boolean }> {
    const position = await this.#positionOf(trx, run);
    const compensate = run.kind === 'apply' && (await this.#canUndo(trx, run, position, able));
    if (compensate) {
      const shown = takingBack(run, position, reason);
      await this.#advance(trx, run, { ...position, reason: shown });
    }
    return { compensate };
  }

  /** A first apply that failed can be undone, and a change where it is known what was live before. */
  async #canUndo(
    trx: Knex.Transaction,
    { resourceId }: RunRecord,
    { state }: Position,
    able: Record<RunSubject['undo'], boolean>,
  ): Promise<boolean> {
    if (state === 'provision') return able.compensate;
    if (state !== 'provisioned' || !able.revert) return false;
    const { store, live } = this.services;
    const record = await store.find(resourceId, trx);
    return record !== undefined && (await live.behind(record, trx)) !== undefined;
  }

  async settled(trx: Knex.Transaction, run: RunRecord, end: SettledEnd): Promise<void> {
    const { reservations, audit, store } = this.services;
    const before = await this.#positionOf(trx, run);
    const after = finishedPosition(before, run.kind, end.outcome, end.compensated);
    const isApplied = run.kind === 'apply' && end.outcome === 'done';
    const restored = await this.#restore(trx, run, before, end);
    if (run.kind === 'plan') await this.#planned(trx, run, end);
    if (end.drifted !== undefined) await store.markDrift(trx, run.resourceId, driftOf(run, end));
    if (changesResource(run) || end.outputs) {
      const outputs = await this.#keepOutputs(trx, run, end);
      const reason = hasFailed(after) ? reasonOf(end, restored) : undefined;
      await this.#advance(trx, run, { ...after, reason, outputs, isApplied });
    }
    if (isApplied) await store.markCurrent(trx, run.resourceId);
    const event = eventOf(run, end, after);
    if (event) {
      await audit.record(trx, {
        event,
        actor: { ref: run.requestedBy },
        subject: { kind: 'resource', id: run.resourceId },
        before: { state: before.state, status: before.status },
        after: {
          state: after.state,
          status: after.status,
          runId: run.id,
          ...(run.action ? { action: run.action } : {}),
          ...(end.reason ? { reason: end.reason } : {}),
          ...(restored ? { restoredFrom: restored.to } : {}),
        },
      });
    }
    // The row of the quota is what others wait for: it is locked last.
    if (restored) await this.#resize(trx, restored.record, restored.cost);
    if (isApplied && after.state === 'provisioned') {
      await reservations.commit(trx, run.resourceId);
      await this.#shrink(trx, run.resourceId);
    }
    const neverCame = run.kind === 'apply' && after.state === 'provision' && end.compensated;
    if (neverCame || !isLive(after)) await reservations.release(trx, run.resourceId);
    if (after.state === 'provisioned' && before.state === 'provision') {
      await this.#beginWaiting(trx, run.resourceId);
    }
  }

  /** A change that did not come about, and of which nothing is left: the resource is to be what is live. */
  async #restore(trx: Knex.Transaction, run: RunRecord, before: Position, end: SettledEnd) {
    if (run.kind !== 'apply' || before.state !== 'provisioned' || !end.compensated)
      return undefined;
    return this.services.live.restore(trx, run.resourceId, run.requestedBy);
  }

  async #resize(trx: Knex.Transaction, record: ResourceRecord, amounts: Cost) {
    const { id, unit, site } = record;
    if (!holdsQuota(record)) return;
    await this.services.reservations.resize(trx, {
      resourceId: id,
      unitId: unit.id,
      site,
      amounts,
    });
  }

  /** A change to less is done: the rest is given back. */
  async #shrink(trx: Knex.Transaction, resourceId: string): Promise<void> {
    const record = await this.services.store.find(resourceId, trx);
    // Only a change can leave more held than the resource needs.
    if (!record || record.revision === 1 || record.pendingChange) return;
    await this.#resize(trx, record, record.cost);
  }

  /** What waited for this resource alone can begin, or ask whether it may. */
  async #beginWaiting(trx: Knex.Transaction, parentId: string): Promise<void> {
    const { store, admission } = this.services;
    for (const { id } of await store.lockWaiting(trx, parentId)) {
      const child = await store.find(id, trx);
      if (!child) continue;
      const by = { ref: child.requestedBy };
      await admission().begin(trx, child, { kind: 'create', state: child.state }, by);
    }
  }

  async #secretsOf(
    record: ResourceRecord,
    uses: readonly SecretUse[],
    run: RunRecord,
  ): Promise<ReadonlyMap<string, string>> {
    const names = uses.map(({ secret }) => secret);
    const { secrets } = this.services;
    if (names.length === 0 || !secrets) return new Map();
    return secrets.resolve(record.unit.id, names, {
      ...{ runId: run.id, requestedBy: run.requestedBy },
    });
  }

  /** The plan is what the open approval waits for. */
  async #planned(trx: Knex.Transaction, run: RunRecord, end: SettledEnd): Promise<void> {
    const { approvals, store } = this.services;
    const open = await approvals.current(trx, run.resourceId);
    if (open?.planRunId !== run.id) return;
    if (end.plan)
      await approvals.store.setPlan(trx, open.id, { runId: run.id, digest: end.plan.digest });
    const position = await this.#positionOf(trx, run);
    const reason = end.plan ? undefined : `The plan failed: ${end.reason ?? 'it was stopped'}`;
    await store.advance(trx, run.resourceId, { ...position, reason });
  }

  /** Outputs as they may be shown, and whether they differ from what children were made from. */
  async #keepOutputs(trx: Knex.Transaction, run: RunRecord, end: SettledEnd) {
    const { store, sensitive } = this.services;
    if (!end.outputs) return undefined;
    const before = await store.find(run.resourceId, trx);
    const hiddenBefore = await sensitive.reveal(run.resourceId, trx);
    const names = end.sensitiveOutputs ?? [];
    const outputs = await sensitive.keep(trx, run.resourceId, end.outputs, names);
    const was = { ...before?.outputs, ...hiddenBefore };
    const changed = differences(was, end.outputs).map(({ pointer }) => pointer.split('/')[1]);
    if (before) await this.#markStale(trx, before, changed);
    return outputs;
  }

  /** Children that use an output which changed. */
  async #markStale(
    trx: Knex.Transaction,
    parent: ResourceRecord,
    outputs: string[],
  ): Promise<void> {
    const { store, types } = this.services;
    if (outputs.length === 0) return;
    const children = (await store.children([parent.id], trx)).get(parent.id) ?? [];
    const stale: string[] = [];
    for (const { id } of children.filter(({ state }) => state === 'provisioned')) {
      const child = await store.find(id, trx);
      const type = child && types.find(child.type, child.version);
      if (type?.uses(parent.type, outputs)) stale.push(id);
    }
    if (stale.length > 0) await store.markStale(trx, stale);
  }

  async #positionOf(trx: Knex.Transaction, { resourceId: id }: RunRecord): Promise<Position> {
    const locked = this.#locked.get(trx);
    if (locked?.id === id) return locked.position;
    const position = await this.services.store.lock(trx, id);
    if (!position) throw notFound('resource', id);
    return position;
  }

  async #advance(
    trx: Knex.Transaction,
    { resourceId: id }: RunRecord,
    step: Advance,
  ): Promise<void> {
    const { state, status } = step;
    await this.services.store.advance(trx, id, step);
    if (this.#locked.get(trx)?.id === id)
      this.#locked.set(trx, { id, position: { state, status } });
  }
}

/** What a resource shows while what a failed run left behind is being taken back. */
function takingBack({ stage, error }: RunRecord, { state }: Position, reason: string): string {
  const isAgain = stage === 'compensate' && error !== undefined;
  const cause = withoutStop(isAgain ? error : reason);
  const undoing =
    state === 'provisioned'
      ? 'The change is being taken back, and the quota for both stays held until that is done'
      : 'What it left behind is being taken back, and the quota stays held until that is gone';
  return isAgain
    ? `${cause}. ${undoing}. Not yet, and it is tried again: ${reason}`
    : `${cause}. ${undoing}`;
}

/** Why a run did not do what it was for, and what that means now. */
function reasonOf({ reason }: RunEnd, restored: Restored | undefined): string | undefined {
  if (!restored || !reason) return reason;
  const { from, to } = restored;
  return `${withoutStop(reason)}. Revision ${from} was taken back: the resource is what it was at revision ${to}. Restore revision ${from} to try it again`;
}

function driftOf(run: RunRecord, { drifted, plan }: SettledEnd): Drift | undefined {
  if (!drifted) return undefined;
  const changed = plan?.changes.length ?? 0;
  const summary = changed === 1 ? '1 thing differs' : `${changed} things differ`;
  return { detectedAt: new Date().toISOString(), summary, runId: run.id };
}

function eventOf(run: RunRecord, end: RunEnd, after: Position): TrailEvent | undefined {
  if (end.outcome === 'lost') return 'run-lost';
  if (run.kind === 'action') {
    return end.outcome === 'done' ? 'resource-action-done' : 'resource-action-failed';
  }
  if (!changesResource(run)) return undefined;
  if (end.outcome !== 'done') return 'resource-failed';
  if (!isLive(after)) return 'resource-destroyed';
  return after.state === 'provisioned' ? 'resource-provisioned' : undefined;
}
