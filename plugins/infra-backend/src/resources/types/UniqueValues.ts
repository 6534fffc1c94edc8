import { conflict } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { escapePointer } from './variableSchema';
import type { UniqueValue } from './variables';

const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('infra unique ' || ?, 0))";

/** What a resource has is what its row says, and what is proposed beside it. */
const IS_HELD = `
  SELECT 1 FROM resources AS holder
  WHERE holder.id = taken.resource_id AND holder.state <> 'destroyed'
    AND (holder.variables -> taken.variable = taken.value
      OR holder.pending_change -> 'variables' -> taken.variable = taken.value)`;

/**
 * Takes the value, or takes it over from a resource that does not have it any more. */
const CLAIM = `
  INSERT INTO resource_unique_values AS taken (type, variable, digest, value, resource_id)
  VALUES (:type, :variable, :digest, :value, :resourceId)
  ON CONFLICT (type, variable, digest) DO UPDATE SET resource_id = :resourceId
  WHERE taken.resource_id = :resourceId OR NOT EXISTS (${IS_HELD})
  RETURNING resource_id`;

const TAKEN = `
  SELECT 1 FROM resource_unique_values AS taken
  WHERE taken.type = :type AND taken.variable = :variable AND taken.digest = :digest
    AND taken.resource_id IS DISTINCT FROM :resourceId AND EXISTS (${IS_HELD})`;

const takenError = (type: string, variable: string) =>
  conflict(
    `Another ${type} has this value of ${variable} already, and it must be unique: choose another`,
    { pointer: `/variables/${escapePointer(variable)}` },
  );

/**
 * Refuses values that another live resource has at this moment; takes none.
 *
 * @param resourceId - whose values they may be; undefined of a new one
 * @throws InfraError CONFLICT as {@link claimUniqueValues}
 */
export async function refuseTakenValues(
  knex: Knex,
  type: string,
  resourceId: string | undefined,
  values: readonly UniqueValue[],
): Promise<void> {
  for (const { variable, digest } of values) {
    const bindings = { type, variable, digest, resourceId: resourceId ?? null };
    const { rows } = await knex.raw<{ rows: unknown[] }>(TAKEN, bindings);
    if (rows.length > 0) throw takenError(type, variable);
  }
}

/**
 * Takes the values for a resource. Two transactions that want the same value go one after the other, so one of them loses.
 *
 * @throws InfraError CONFLICT that names the variable of a value that another live resource has
 */
export async function claimUniqueValues(
  trx: Knex.Transaction,
  type: string,
  resourceId: string,
  values: readonly UniqueValue[],
): Promise<void> {
  const keyOf = ({ variable, digest }: UniqueValue) => `${type} ${variable} ${digest}`;
  // Always in the same order, so that nobody waits in a circle.
  for (const wish of values.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    await trx.raw(LOCK, [keyOf(wish)]);
    const { variable, digest } = wish;
    const value = JSON.stringify(wish.value);
    const { rows } = await trx.raw<{ rows: unknown[] }>(CLAIM, {
      ...{ type, variable, digest, value, resourceId },
    });
    if (rows.length === 0) throw takenError(type, variable);
  }
}
