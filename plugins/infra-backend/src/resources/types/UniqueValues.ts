import { conflict } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { escapePointer } from './variableSchema';
import type { UniqueValue } from './variables';

const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('infra unique ' || ?, 0))";

/**
 * Takes the value, or takes it over from a resource that does not have it any more. What a resource has is what its row says, and
 * what is proposed beside it.
 */
const CLAIM = `
  INSERT INTO resource_unique_values AS taken (type, variable, digest, value, resource_id)
  VALUES (:type, :variable, :digest, :value, :resourceId)
  ON CONFLICT (type, variable, digest) DO UPDATE SET resource_id = :resourceId
  WHERE taken.resource_id = :resourceId OR NOT EXISTS (
    SELECT 1 FROM resources AS holder
    WHERE holder.id = taken.resource_id AND holder.state <> 'destroyed'
      AND (holder.variables -> taken.variable = taken.value
        OR holder.pending_change -> 'variables' -> taken.variable = taken.value))
  RETURNING resource_id`;

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
    if (rows.length === 0) {
      throw conflict(
        `Another ${type} has this value of ${variable} already, and it must be unique: choose another`,
        { pointer: `/variables/${escapePointer(variable)}` },
      );
    }
  }
}
