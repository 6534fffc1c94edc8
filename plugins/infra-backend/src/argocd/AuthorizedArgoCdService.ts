import {
  type ArgoCdApplicationDetail,
  argoCdReadPermission,
  argoCdRollbackPermission,
  argoCdSyncPermission,
  unitReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  forbidden,
  isInfraError,
  notFound,
  type SyncRequest,
} from '@bailiwick/backstage-plugin-infra-node';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { UnitService } from '../organisation';
import type { ApplicationFilter } from './ApplicationStore';
import type { ApplicationPage, ArgoCdService, ListQuery } from './ArgoCdService';
import type { ApplicationKey, Reader, ResidentStore } from './ResidentStore';

export interface AuthorizedArgoCdParts {
  service: ArgoCdService;
  residents: ResidentStore;
  units: UnitService;
  gate: PermissionGate;
}

type Right = { allowed: boolean; reason?: string };

const SYNC_RULE =
  'Only administrators and leads of teams that have resources in the application may sync it';
const HEAD_RULE =
  'Only administrators may sync to another revision than the newest, or prune: the application is shared';
const ROLLBACK_RULE =
  'Only administrators may take an application back: it concerns every team that has resources in it';

const refused = (reason: string): Right => ({ allowed: false, reason });

function insist({ allowed, reason }: Right): void {
  if (!allowed) throw forbidden(reason ?? 'You may not do this');
}

/**
 * Applications for an actor. An application is read by who reads one of the resources that it brings about, and by everybody where it
 * brings about nobody's; resources of others are left out of it.
 */
export class AuthorizedArgoCdService {
  constructor(private readonly parts: AuthorizedArgoCdParts) {}

  /** @throws InfraError NOT_FOUND for a unit that may not be read, FORBIDDEN */
  async list(actor: Actor, query: ListQuery & { unitId?: string }): Promise<ApplicationPage> {
    const { service, residents, gate } = this.parts;
    await gate.require(actor, argoCdReadPermission);
    const filters: ApplicationFilter[] = [];
    const reader = await this.#reader(actor);
    if (reader) filters.push(residents.readableBy(reader));
    if (query.unitId) {
      await this.#requireUnit(actor, query.unitId);
      filters.push(residents.within(query.unitId));
    }
    return service.list(query, applications => filters.forEach(filter => filter(applications)));
  }

  /** @throws InfraError NOT_FOUND, UPSTREAM_FAILED, FORBIDDEN */
  async get(actor: Actor, key: ApplicationKey): Promise<ArgoCdApplicationDetail> {
    const reader = await this.#requireReadable(actor, key);
    const { detail, rollbackRefusal } = await this.parts.service.get(key);
    const [sync, rollback] = await Promise.all([
      this.#maySync(actor, key),
      this.#mayRollBack(actor, rollbackRefusal),
    ]);
    return {
      ...detail,
      resources: await this.#shown(key, detail.resources, reader),
      permissions: { sync, rollback },
    };
  }

  /** @throws InfraError NOT_FOUND, UPSTREAM_FAILED, FORBIDDEN, CONFLICT */
  async sync(
    actor: Actor,
    key: ApplicationKey,
    request: SyncRequest,
  ): Promise<{ revision?: string }> {
    await this.#requireReadable(actor, key);
    insist(await this.#maySync(actor, key));
    const goesFurther = request.revision !== undefined || request.prune;
    if (goesFurther && !new Authority(actor).isAdministrator) throw forbidden(HEAD_RULE);
    return this.parts.service.sync(actor, key, request);
  }

  /** @throws InfraError NOT_FOUND, UPSTREAM_FAILED, FORBIDDEN, CONFLICT, VALIDATION_ERROR */
  async rollback(
    actor: Actor,
    key: ApplicationKey,
    revision: string,
  ): Promise<{ commit: string; warning?: string }> {
    await this.#requireReadable(actor, key);
    insist(await this.#mayRollBack(actor, undefined));
    return this.parts.service.rollback(actor, key, revision);
  }

  /** Undefined for who reads everything. */
  async #reader(actor: Actor): Promise<Reader | undefined> {
    const { readableRoots: roots } = new Authority(actor);
    if (roots === 'all') return undefined;
    return { roots, filter: await this.parts.gate.rows(actor, unitReadPermission) };
  }

  async #requireReadable(actor: Actor, key: ApplicationKey): Promise<Reader | undefined> {
    const { gate, residents } = this.parts;
    await gate.require(actor, argoCdReadPermission);
    const reader = await this.#reader(actor);
    if (reader && !(await residents.isReadable(key, reader))) {
      throw notFound('application', `${key.instance}/${key.name}`);
    }
    return reader;
  }

  async #requireUnit(actor: Actor, unitId: string): Promise<void> {
    const { gate, units } = this.parts;
    const unit = await units.find(unitId);
    const readable =
      unit &&
      new Authority(actor).mayRead(unit) &&
      (await gate.allows(actor, unitReadPermission, unit));
    if (!readable) throw notFound('unit', unitId);
  }

  async #shown(
    key: ApplicationKey,
    resources: ArgoCdApplicationDetail['resources'],
    reader: Reader | undefined,
  ) {
    if (!reader) return resources;
    const namespaceOf = ({ kind, name, namespace }: (typeof resources)[number]) =>
      kind === 'Namespace' ? name : namespace;
    const namespaces = [...new Set(resources.flatMap(each => namespaceOf(each) ?? []))];
    const hidden = await this.parts.residents.hidden(key, namespaces, reader);
    return resources.filter(each => !hidden.has(namespaceOf(each) ?? ''));
  }

  async #maySync(actor: Actor, key: ApplicationKey): Promise<Right> {
    const authority = new Authority(actor);
    const led = actor.bindings.flatMap(({ unit }) =>
      unit && authority.mayActFor(unit) ? [unit.id] : [],
    );
    const concerned =
      authority.isAdministrator || (await this.parts.residents.present(key, led)).size > 0;
    return concerned ? this.#byPolicy(actor, argoCdSyncPermission) : refused(SYNC_RULE);
  }

  async #mayRollBack(actor: Actor, refusal: string | undefined): Promise<Right> {
    if (!new Authority(actor).isAdministrator) return refused(ROLLBACK_RULE);
    if (refusal) return refused(refusal);
    return this.#byPolicy(actor, argoCdRollbackPermission);
  }

  async #byPolicy(actor: Actor, permission: BasicPermission): Promise<Right> {
    try {
      await this.parts.gate.require(actor, permission);
      return { allowed: true };
    } catch (error) {
      if (isInfraError(error, 'FORBIDDEN')) return refused(error.message);
      throw error;
    }
  }
}
