import type {
  Cost,
  Labels,
  ValidationProblem,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { Actor } from '../../access';
import type { UnitRecord, UnitService } from '../../organisation';
import type { MirrorPlace } from '../../workspaces';
import type { Mirrors, Secrets, Sites } from '../ports';
import type { ResourceStore } from '../ResourceStore';
import type { Relative } from '../types';
import type { KnownType, TypeRegistry } from '../types/TypeRegistry';

/** A request that is well formed: everything that creating the resource takes. */
export interface Plan {
  /** Where others that are requested with it rest upon it. */
  id?: string;
  type: KnownType;
  unit: UnitRecord;
  name: string;
  site?: string;
  variables: Variables;
  cost: Cost;
  externalName?: string;
  parents: Relative[];
  labels: Labels;
  /** Ids of the integrations whose credentials its runs get. */
  integrations: string[];
  expiresAt?: Date;
  /** Where its rendered IaC is mirrored. */
  mirror?: MirrorPlace;
  /** What speaks against it without forbidding it. */
  warnings: string[];
}

/** What a resource is to become, by the rules of the version that it is to have. */
export type CheckedChange = Pick<Plan, 'type' | 'variables' | 'cost' | 'warnings'> & {
  version: string;
};

/** Credentials that runs of a resource get. */
export interface Integrations {
  /** What is wrong with a wish that a resource of the unit uses these: pointers `/integrations/<index>`. */
  usable(actor: Actor, unit: UnitRecord, ids: readonly string[]): Promise<ValidationProblem[]>;
  /** @throws InfraError VALIDATION_ERROR where one has been deleted meanwhile */
  link(trx: Knex.Transaction, resourceId: string, ids: readonly string[]): Promise<void>;
}

export interface PlannerServices {
  types: TypeRegistry;
  units: UnitService;
  sites: Sites;
  store: ResourceStore;
  /** Without it nobody can name integrations. */
  integrations?: Integrations;
  secrets?: Pick<Secrets, 'exists'>;
  mirrors?: Mirrors;
}
