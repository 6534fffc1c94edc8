import { RESOURCE_ACTIONS, type Variables } from '@bailiwick/backstage-plugin-infra-common';
import {
  conflict,
  forbidden,
  InfraError,
  notFound,
  type ProvisionerAction,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor } from '../access';
import { inTransaction } from '../lib/database';
import { parsePart } from '../lib/http';
import type { RunRecord } from '../runs';
import { actionsOf, refusalOfAction } from './offers';
import type { ResourceServices } from './ResourceService';
import type { ResourceRecord } from './types';
import type { KnownType, TypeRegistry } from './types/TypeRegistry';

export interface NamedActionRequest {
  action: string;
  input: Variables;
  comment?: string;
}

type Services = Pick<ResourceServices, 'knex' | 'store' | 'engine' | 'audit' | 'changed'> & {
  types: TypeRegistry;
};

/** Actions that provisioners bring along. Who may is for the caller to find out. */
export class NamedActions {
  constructor(private readonly services: Services) {}

  /**
   * The action of that name.
   *
   * @throws InfraError VALIDATION_ERROR that names what there is
   */
  find(record: ResourceRecord, name: string): ProvisionerAction {
    const type = this.#typeOf(record);
    const offered = actionsOf(type);
    const found = offered.find(([action]) => action === name);
    if (found) return found[1];
    const known = [...RESOURCE_ACTIONS, ...offered.map(([action]) => action)].join(', ');
    throw validationError([{ pointer: '/params/action', message: `must be one of ${known}` }]);
  }

  /**
   * Queues a run of the action.
   *
   * @param within - called at the end of the transaction; what it throws undoes all of it
   * @throws InfraError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, INVALID_STATE
   */
  async act(
    id: string,
    { action: name, input: given, comment }: NamedActionRequest,
    by: Actor,
    mayUse: boolean,
    within?: (trx: Knex.Transaction, run: RunRecord) => Promise<void>,
  ): Promise<RunRecord> {
    const { knex, store, changed } = this.services;
    const { run, record } = await inTransaction(knex, async trx => {
      const found = (await store.lock(trx, id)) && (await store.find(id, trx));
      if (!found) throw notFound('resource', id);
      const action = this.find(found, name);
      const refusal = refusalOfAction(action, found, mayUse);
      if (refusal?.who) throw forbidden(refusal.reason);
      const input = checkInput(action, given);
      if (refusal) throw new InfraError('INVALID_STATE', `${found.name}: ${refusal.reason}`);
      const queued = await this.#begin(trx, found, { name, input, comment, by });
      await within?.(trx, queued);
      return { record: found, run: queued };
    });
    changed(record, 'upserted');
    return run;
  }

  async #begin(
    trx: Knex.Transaction,
    { id: resourceId, unit, type, version }: ResourceRecord,
    { name, input, comment, by }: { name: string; input: Variables; comment?: string; by: Actor },
  ): Promise<RunRecord> {
    const { audit, engine, types } = this.services;
    await audit.record(trx, {
      event: 'resource-action-requested',
      actor: by,
      subject: { kind: 'resource', id: resourceId },
      after: { action: name, input, ...(comment ? { comment } : {}) },
    });
    return engine.enqueue(trx, {
      ...{ resourceId, unitId: unit.id, provisioner: types.get(type, version).provisioner.id },
      ...{ kind: 'action', action: name, input, requestedBy: by.ref },
    });
  }

  #typeOf({ type, version }: ResourceRecord): KnownType {
    const known = this.services.types.find(type, version);
    if (!known) throw conflict(`Nothing is installed that knows version ${version} of ${type}`);
    return known;
  }
}

function checkInput({ input }: ProvisionerAction, given: Variables): Variables {
  if (input) {
    parsePart(input, given, '/input');
    return given;
  }
  const [name] = Object.keys(given);
  if (name === undefined) return {};
  throw validationError([
    { pointer: '/input', message: 'must be left out: the action takes none' },
  ]);
}
