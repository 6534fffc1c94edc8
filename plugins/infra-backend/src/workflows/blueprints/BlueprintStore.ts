import type { Blueprint, CreateBlueprint } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';

interface BlueprintRow {
  name: string;
  title: string;
  description: string | null;
  inputs: Blueprint['inputs'];
  nodes: Blueprint['nodes'];
  revision: number;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

export interface BlueprintRecord {
  blueprint: Blueprint;
  revision: number;
}

const toRecord = (row: BlueprintRow): BlueprintRecord => ({
  revision: row.revision,
  blueprint: {
    ...{ name: row.name, title: row.title, inputs: row.inputs, nodes: row.nodes },
    ...(row.description === null ? {} : { description: row.description }),
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  },
});

const toColumns = (parts: Omit<CreateBlueprint, 'name'>) => ({
  title: parts.title,
  description: parts.description ?? null,
  inputs: JSON.stringify(parts.inputs),
  nodes: JSON.stringify(parts.nodes),
});

/** Rows of blueprints. */
export class BlueprintStore {
  constructor(private readonly knex: Knex) {}

  async insert(trx: Knex.Transaction, wish: CreateBlueprint, createdBy: string): Promise<void> {
    await trx('blueprints').insert({
      ...{ name: wish.name, created_by: createdBy },
      ...toColumns(wish),
    });
  }

  async find(name: string, knex: Knex = this.knex): Promise<BlueprintRecord | undefined> {
    const row: BlueprintRow | undefined = await knex('blueprints').where({ name }).first();
    return row && toRecord(row);
  }

  /** Takes the row lock. */
  async lock(trx: Knex.Transaction, name: string): Promise<BlueprintRecord | undefined> {
    const row: BlueprintRow | undefined = await trx('blueprints')
      .where({ name })
      .forUpdate()
      .first();
    return row && toRecord(row);
  }

  async list(limit: number, after?: string): Promise<Blueprint[]> {
    const query = this.knex('blueprints').orderByRaw('name COLLATE "C"').limit(limit);
    if (after !== undefined) query.whereRaw('name COLLATE "C" > ?', [after]);
    const rows: BlueprintRow[] = await query;
    return rows.map(row => toRecord(row).blueprint);
  }

  /** The caller holds the row lock. */
  async update(
    trx: Knex.Transaction,
    name: string,
    parts: Omit<CreateBlueprint, 'name'>,
  ): Promise<void> {
    await trx('blueprints')
      .where({ name })
      .update({
        ...toColumns(parts),
        revision: trx.raw('revision + 1'),
        updated_at: trx.fn.now(),
      });
  }

  async remove(trx: Knex.Transaction, name: string): Promise<void> {
    await trx('blueprints').where({ name }).delete();
  }
}
