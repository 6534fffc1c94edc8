import type { PermissionsRegistryService, PermissionsService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type BasicPermission,
  type Permission,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import {
  notPermitted,
  type RESOURCE_TYPE_INFRA_RESOURCE,
  type RESOURCE_TYPE_INFRA_UNIT,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, upstreamFailed } from '@bailiwick/backstage-plugin-infra-node';
import { LRUCache } from 'lru-cache';
import type { Actor } from '../actor';
import { everyRow, noRow, toRowFilter } from './rowFilter';
import {
  type PolicyResource,
  type PolicyUnit,
  resourcePolicyRef,
  type RowFilter,
  unitPolicyRef,
} from './rules';

/** What conditional policies look at, by the resource type of the permission. */
interface Subjects {
  [RESOURCE_TYPE_INFRA_UNIT]: PolicyUnit;
  [RESOURCE_TYPE_INFRA_RESOURCE]: PolicyResource;
}

type SubjectType = keyof Subjects;

/** A decision is asked for again after this long, so that a busy caller does not pay a call for each request. */
const DECISION_TTL_MS = 5_000;

const refuse = (permission: Permission) => forbidden(notPermitted(permission));

/**
 * Asks Backstage's permission policy. It can only narrow what roles allow, so it is asked besides the {@link Authority}, never in its
 * place.
 */
export class PermissionGate {
  readonly #decisions = new LRUCache<string, Promise<PolicyDecision>>({
    max: 10_000,
    ttl: DECISION_TTL_MS,
  });

  constructor(
    private readonly permissions: PermissionsService,
    private readonly registry: PermissionsRegistryService,
  ) {}

  /** @throws InfraError FORBIDDEN where the policy denies the permission */
  async require(actor: Actor, permission: BasicPermission): Promise<void> {
    const { result } = await this.#decide(actor, permission);
    if (result !== AuthorizeResult.ALLOW) throw refuse(permission);
  }

  /** Whether the policy allows the permission on this record. */
  async allows<T extends SubjectType>(
    actor: Actor,
    permission: ResourcePermission<T>,
    subject: Subjects[T],
  ): Promise<boolean> {
    const decision = await this.#decide(actor, permission);
    if (decision.result !== AuthorizeResult.CONDITIONAL) {
      return decision.result === AuthorizeResult.ALLOW;
    }
    return permission.resourceType === unitPolicyRef.resourceType
      ? createConditionAuthorizer(this.registry.getPermissionRuleset(unitPolicyRef))(
          decision,
          subject as PolicyUnit,
        )
      : createConditionAuthorizer(this.registry.getPermissionRuleset(resourcePolicyRef))(
          decision,
          subject as PolicyResource,
        );
  }

  /** @throws InfraError FORBIDDEN where the policy denies the permission on this record */
  async requireOn<T extends SubjectType>(
    actor: Actor,
    permission: ResourcePermission<T>,
    subject: Subjects[T],
  ): Promise<void> {
    if (!(await this.allows(actor, permission, subject))) throw refuse(permission);
  }

  /** What a list has to be narrowed to: use it with `.modify()` on a query of `units` or `resources`. */
  async rows(actor: Actor, permission: ResourcePermission<SubjectType>): Promise<RowFilter> {
    const decision = await this.#decide(actor, permission);
    if (decision.result !== AuthorizeResult.CONDITIONAL) {
      return decision.result === AuthorizeResult.ALLOW ? everyRow : noRow;
    }
    const ruleset =
      permission.resourceType === unitPolicyRef.resourceType
        ? this.registry.getPermissionRuleset(unitPolicyRef)
        : this.registry.getPermissionRuleset(resourcePolicyRef);
    return toRowFilter(createConditionTransformer<RowFilter>(ruleset)(decision.conditions));
  }

  async #decide(actor: Actor, permission: Permission): Promise<PolicyDecision> {
    // Of services and scripts Backstage decides by their token, without a call.
    if (actor.kind !== 'user') return this.#ask(actor, permission);
    const key = `${actor.ref} ${permission.name}`;
    const known = this.#decisions.get(key);
    if (known) return known;
    const asked = this.#ask(actor, permission);
    this.#decisions.set(key, asked);
    asked.catch(() => this.#decisions.delete(key));
    return asked;
  }

  async #ask(actor: Actor, permission: Permission): Promise<PolicyDecision> {
    const options = { credentials: actor.credentials };
    try {
      const [decision] =
        permission.type === 'resource'
          ? await this.permissions.authorizeConditional([{ permission }], options)
          : await this.permissions.authorize([{ permission }], options);
      return decision;
    } catch (error) {
      throw upstreamFailed('The permission policy could not be asked; try again', error);
    }
  }
}
