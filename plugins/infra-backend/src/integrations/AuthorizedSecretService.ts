import {
  type CreateSecret,
  type Page,
  type PatchSecret,
  type Secret,
  secretManagePermission,
  type SecretQuery,
  secretReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Actor, PermissionGate } from '../access';
import type { SecretService } from './SecretService';
import type { Owner, UnitCredentials } from './UnitCredentials';

/** Secrets for an actor; {@link UnitCredentials} says whose names they see and whose they keep. Nobody reads a value. */
export class AuthorizedSecretService {
  constructor(
    private readonly secrets: SecretService,
    private readonly credentials: UnitCredentials,
    private readonly gate: PermissionGate,
  ) {}

  async list(actor: Actor, { unitId, ...query }: SecretQuery): Promise<Page<Secret>> {
    await this.gate.require(actor, secretReadPermission);
    const unit = unitId === undefined ? undefined : await this.credentials.ownerFor(actor, unitId);
    if (unitId !== undefined && (!unit || unit === 'everybody')) throw notFound('unit', unitId);
    return this.secrets.list({
      ...query,
      ...(await this.credentials.scope(actor)),
      ...(unit && unit !== 'everybody' ? { unitIds: unit.ancestorIds } : {}),
    });
  }

  /** @throws InfraError NOT_FOUND, also for what may not be seen */
  async get(actor: Actor, id: string): Promise<Secret> {
    return (await this.#seen(actor, id)).secret;
  }

  async create(actor: Actor, wish: CreateSecret): Promise<Secret> {
    const owner = await this.credentials.ownerFor(actor, wish.unitId);
    if (!owner) {
      throw validationError([
        { pointer: '/unitId', message: 'must be the id of a unit that exists' },
      ]);
    }
    await this.#requireKeeper(actor, owner);
    return this.secrets.create(actor, wish);
  }

  async update(actor: Actor, id: string, patch: PatchSecret, ifMatch?: string): Promise<Secret> {
    await this.#requireKept(actor, id);
    return this.secrets.update(actor, id, patch, ifMatch);
  }

  async delete(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    await this.#requireKept(actor, id);
    await this.secrets.delete(actor, id, ifMatch);
  }

  async #seen(actor: Actor, id: string): Promise<{ secret: Secret; owner: Owner }> {
    await this.gate.require(actor, secretReadPermission);
    const secret = await this.secrets.find(id);
    const owner = secret && (await this.credentials.ownerFor(actor, secret.unitId));
    if (!secret || !owner) throw notFound('secret', id);
    return { secret, owner };
  }

  async #requireKept(actor: Actor, id: string): Promise<void> {
    const { owner } = await this.#seen(actor, id);
    await this.#requireKeeper(actor, owner);
  }

  async #requireKeeper(actor: Actor, owner: Owner): Promise<void> {
    if (!this.credentials.mayKeep(actor, owner)) {
      const whose = owner === 'everybody' ? 'everybody' : owner.name;
      throw forbidden(`Only administrators and who leads ${whose} keep its secrets`);
    }
    await this.gate.require(actor, secretManagePermission);
  }
}
