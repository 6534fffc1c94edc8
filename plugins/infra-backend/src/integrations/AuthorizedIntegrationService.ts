import {
  type CreateIntegration,
  integrationManagePermission,
  type IntegrationQuery,
  integrationReadPermission,
  type IntegrationType,
  type Page,
  type PatchIntegration,
  type ValidationResult,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Actor, PermissionGate } from '../access';
import type { IntegrationService } from './IntegrationService';
import type { IntegrationRecord } from './IntegrationStore';
import type { Owner, UnitCredentials } from './UnitCredentials';

/** Integrations for an actor; {@link UnitCredentials} says whose they see and keep. */
export class AuthorizedIntegrationService {
  constructor(
    private readonly integrations: IntegrationService,
    private readonly credentials: UnitCredentials,
    private readonly gate: PermissionGate,
  ) {}

  listTypes(): IntegrationType[] {
    return this.integrations.types.describe();
  }

  async list(actor: Actor, query: IntegrationQuery): Promise<Page<IntegrationRecord>> {
    await this.gate.require(actor, integrationReadPermission);
    const { unitId, ...rest } = query;
    const unit = unitId === undefined ? undefined : await this.credentials.ownerFor(actor, unitId);
    if (unitId !== undefined && (!unit || unit === 'everybody')) throw notFound('unit', unitId);
    return this.integrations.list({
      ...rest,
      ...(await this.credentials.scope(actor)),
      everybodys: this.credentials.seesEverybodys(actor),
      ...(unit && unit !== 'everybody' ? { usableIn: unit.ancestorIds } : {}),
    });
  }

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async get(actor: Actor, id: string): Promise<IntegrationRecord> {
    return (await this.#seen(actor, id)).record;
  }

  async create(actor: Actor, wish: CreateIntegration): Promise<IntegrationRecord> {
    const owner = await this.credentials.ownerFor(actor, wish.unitId);
    if (!owner && wish.unitId !== undefined) {
      throw validationError([
        { pointer: '/unitId', message: 'must be the id of a unit that exists' },
      ]);
    }
    await this.#requireKeeper(actor, owner ?? 'everybody');
    return this.integrations.create(actor, wish);
  }

  async update(actor: Actor, id: string, patch: PatchIntegration, ifMatch?: string) {
    await this.#requireKept(actor, id);
    return this.integrations.update(actor, id, patch, ifMatch);
  }

  async delete(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    await this.#requireKept(actor, id);
    await this.integrations.delete(actor, id, ifMatch);
  }

  async validate(actor: Actor, id: string): Promise<ValidationResult> {
    await this.#requireKept(actor, id);
    return this.integrations.validate(actor, id);
  }

  async #seen(actor: Actor, id: string): Promise<{ record: IntegrationRecord; owner: Owner }> {
    await this.gate.require(actor, integrationReadPermission);
    const record = await this.integrations.find(id);
    const owner = record && (await this.credentials.ownerFor(actor, record.unitId));
    if (!record || !owner) throw notFound('integration', id);
    return { record, owner };
  }

  async #requireKept(actor: Actor, id: string): Promise<void> {
    const { owner } = await this.#seen(actor, id);
    await this.#requireKeeper(actor, owner);
  }

  async #requireKeeper(actor: Actor, owner: Owner): Promise<void> {
    if (!this.credentials.mayKeep(actor, owner)) {
      throw forbidden(
        owner === 'everybody'
          ? 'Only platform and centre administrators keep integrations that everybody may use'
          : `Only administrators and who leads ${owner.name} keep its integrations`,
      );
    }
    await this.gate.require(actor, integrationManagePermission);
  }
}
