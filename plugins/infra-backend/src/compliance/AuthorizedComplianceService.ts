import {
  type Compliance,
  type ComplianceCount,
  resourceReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { AuthorizedUnitService } from '../organisation';
import type { TypeRegistry } from '../resources/types/TypeRegistry';
import type { ComplianceRow, ComplianceScope, ComplianceStore } from './ComplianceStore';

export interface ComplianceServices {
  store: ComplianceStore;
  types: Pick<TypeRegistry, 'find'>;
  units: AuthorizedUnitService;
  gate: PermissionGate;
}

/** How the resources stand that an actor may read. */
export class AuthorizedComplianceService {
  constructor(private readonly services: ComplianceServices) {}

  /** @throws InfraError NOT_FOUND for a unit that may not be read */
  async get(actor: Actor, unitId: string | undefined): Promise<Compliance> {
    const { store, gate } = this.services;
    const rows = await store.count({
      ...(await this.#scope(actor, unitId)),
      filter: await gate.rows(actor, resourceReadPermission),
    });
    const units = groupBy(rows, ({ unit }) => unit.id);
    return {
      total: this.#perType(rows),
      units: [...units.values()].map(ofUnit => ({
        unit: ofUnit[0].unit,
        types: this.#perType(ofUnit),
      })),
    };
  }

  async #scope(actor: Actor, unitId?: string): Promise<Omit<ComplianceScope, 'filter'>> {
    const authority = new Authority(actor);
    if (unitId === undefined) {
      const roots = authority.readableRoots;
      return { roots, ...(roots === 'all' ? { level: 0 } : {}) };
    }
    const unit = await this.services.units.get(actor, unitId);
    if (!authority.mayRead(unit)) throw notFound('unit', unitId);
    return { roots: [unitId], level: unit.level };
  }

  #perType(rows: readonly ComplianceRow[]): ComplianceCount[] {
    const counts = [...groupBy(rows, ({ type }) => type)].map(([type, ofType]) =>
      this.#count(type, ofType),
    );
    return counts.sort((a, b) => a.title.localeCompare(b.title) || a.type.localeCompare(b.type));
  }

  #count(type: string, rows: readonly ComplianceRow[]): ComplianceCount {
    const { types } = this.services;
    const versions = { active: 0, preview: 0, deprecated: 0, archived: 0, missing: 0 };
    for (const { version, resources } of rows) {
      versions[types.find(type, version)?.lifecycle ?? 'missing'] += resources;
    }
    const sum = (key: 'resources' | 'drifted' | 'stale' | 'expiringSoon' | 'failed') =>
      rows.reduce((total, row) => total + row[key], 0);
    return {
      type,
      title: types.find(type)?.definition.title ?? type,
      resources: sum('resources'),
      versions,
      drifted: sum('drifted'),
      stale: sum('stale'),
      expiringSoon: sum('expiringSoon'),
      failed: sum('failed'),
    };
  }
}

function groupBy(
  rows: readonly ComplianceRow[],
  keyOf: (row: ComplianceRow) => string,
): Map<string, ComplianceRow[]> {
  const groups = new Map<string, ComplianceRow[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
