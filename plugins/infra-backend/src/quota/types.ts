import type { Amounts, Cost } from '@bailiwick/backstage-plugin-infra-common';

/** The level whose limits come from servers: the fields, by default. */
export const CAPACITY_LEVEL = 1;

/** What this room needs to know of a unit; a UnitRecord has it. */
export interface QuotaUnit {
  id: string;
  kind: string;
  name: string;
  /** 0 for the root. */
  level: number;
  parentId: string | null;
}

/** What this room asks of the org tree; UnitService answers it. */
export interface Units {
  /** @throws InfraError NOT_FOUND */
  get(id: string): Promise<QuotaUnit>;
  /** From the root down to the unit. */
  chain(id: string): Promise<QuotaUnit[]>;
}

/** One unit's quota at one site. */
export interface Figures {
  site: string;
  limit: Amounts;
  /** What its children have. */
  allotted: Amounts;
  /** What the unit itself holds; only teams do. */
  held: Amounts;
  /** What it and everything beneath it hold. */
  used: Amounts;
  /** Where the limit comes from servers: what those that are offline would add. */
  offline?: Amounts;
  /** Absent where nothing was ever granted. */
  revision?: string;
}

/** Quota that one resource asks for. */
export interface Wish {
  resourceId: string;
  unitId: string;
  /** Without one it takes money only. */
  site?: string;
  amounts: Cost;
}

/** Who changes something, for the audit trail. */
export interface Author {
  ref: string;
  requestId?: string;
}
