import { randomUUID } from 'node:crypto';
import type { RoleBinding } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { PlacedBinding } from '../access';

interface BindingRow {
  id: string;
  user_ref: string;
  role: RoleBinding['role'];
  unit_id: string | null;
  expires_at: Date | null;
  created_by: string;
  created_at: Date;
}

type PlacedRow = BindingRow & { level: number | null; ancestor_ids: string[] | null };

export interface NewBinding {
  userRef: string;
  role: RoleBinding['role'];
  unitId?: string;
  expiresAt?: string;
  createdBy: string;
}

/** Whose bindings a list shows: everybody's, or those of one user and those on units beneath `subtrees`. */
export type BindingScope = 'all' | { userRef: string; subtrees: string[] };

export interface BindingListing {
  scope: BindingScope;
  unitId?: string;
  userRef?: string;
  limit: number;
  after?: readonly [string, string];
}

const toBinding = (row: BindingRow): RoleBinding => ({
  id: row.id,
  userRef: row.user_ref,
  role: row.role,
  ...(row.unit_id === null ? {} : { unitId: row.unit_id }),
  ...(row.expires_at === null ? {} : { expiresAt: row.expires_at.toISOString() }),
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
});

const toPlacedBinding = (row: PlacedRow): PlacedBinding => ({
  role: row.role,
  source: 'manual',
  ...(row.expires_at === null ? {} : { expiresAt: row.expires_at.toISOString() }),
  ...(row.unit_id === null || row.level === null || row.ancestor_ids === null
    ? {}
    : {
        unitId: row.unit_id,
        unit: { id: row.unit_id, level: row.level, ancestorIds: row.ancestor_ids },
      }),
});

const ACTIVE = `
  SELECT role_bindings.*, units.level, units.ancestor_ids
  FROM role_bindings LEFT JOIN units ON units.id = role_bindings.unit_id
  WHERE (expires_at IS NULL OR expires_at > now())`;
const OLDEST = 'ORDER BY role_bindings.created_at, role_bindings.id';

/** The table of roles given by hand. User references in it are folded. */
export class RoleBindingStore {
  constructor(private readonly knex: Knex) {}

  /** Those of a user that have not expired, with where their units stand. */
  async activeOf(userRef: string, knex: Knex = this.knex): Promise<PlacedBinding[]> {
    const { rows } = await knex.raw<{ rows: PlacedRow[] }>(`${ACTIVE} AND user_ref = ? ${OLDEST}`, [
      userRef,
    ]);
    return rows.map(toPlacedBinding);
  }

  /** Those of everybody that have not expired, by user. */
  async allActive(): Promise<Map<string, PlacedBinding[]>> {
    const { rows } = await this.knex.raw<{ rows: PlacedRow[] }>(`${ACTIVE} ${OLDEST}`);
    const byUser = new Map<string, PlacedBinding[]>();
    for (const row of rows) {
      byUser.set(row.user_ref, [...(byUser.get(row.user_ref) ?? []), toPlacedBinding(row)]);
    }
    return byUser;
  }

  async list(listing: BindingListing): Promise<RoleBinding[]> {
    const { scope, unitId, userRef, limit, after } = listing;
    const query = this.knex<BindingRow>('role_bindings').orderBy(['user_ref', 'id']).limit(limit);
    if (scope !== 'all') {
      query.whereRaw(
        `(user_ref = ? OR unit_id IN (SELECT id FROM units WHERE ancestor_ids && ?::uuid[]))`,
        [scope.userRef, scope.subtrees],
      );
    }
    if (unitId !== undefined) query.where({ unit_id: unitId });
    if (userRef !== undefined) query.where({ user_ref: userRef });
    if (after) query.whereRaw('(user_ref, id) > (?, ?::uuid)', [...after]);
    const rows: BindingRow[] = await query;
    return rows.map(toBinding);
  }

  /** The new binding, or undefined where the user has it already and it has not expired. */
  async insert(trx: Knex, binding: NewBinding): Promise<RoleBinding | undefined> {
    const { rows } = await trx.raw<{ rows: BindingRow[] }>(
      `INSERT INTO role_bindings AS held (id, user_ref, role, unit_id, expires_at, created_by)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (user_ref, role, unit_id) DO UPDATE
         SET id = excluded.id, expires_at = excluded.expires_at,
             created_by = excluded.created_by, created_at = now()
         WHERE held.expires_at <= now()
       RETURNING *`,
      [
        randomUUID(),
        binding.userRef,
        binding.role,
        binding.unitId ?? null,
        binding.expiresAt ?? null,
        binding.createdBy,
      ],
    );
    return rows.map(toBinding)[0];
  }

  async find(id: string): Promise<RoleBinding | undefined> {
    const row = await this.knex<BindingRow>('role_bindings').where({ id }).first();
    return row && toBinding(row);
  }

  /** Makes whoever else changes bindings of the user wait until the end of the transaction. */
  async lockUser(trx: Knex, userRef: string): Promise<void> {
    await trx.raw('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `role bindings of ${userRef}`,
    ]);
  }

  async delete(trx: Knex, id: string): Promise<RoleBinding | undefined> {
    const [row] = await trx<BindingRow>('role_bindings').where({ id }).delete().returning('*');
    return row && toBinding(row);
  }
}
