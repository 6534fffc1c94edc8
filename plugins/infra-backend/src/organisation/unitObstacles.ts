import type { Knex } from 'knex';

/** How many names a refusal lists of each sort. */
const NAMED = 5;

interface Obstacles {
  children: string[];
  quotas: string[];
  /** One entry where money was granted to it, or is spent. */
  budget: string[];
  servers: string[];
  resources: string[];
  integrations: string[];
  secrets: string[];
  workspaces: string[];
}

const ALL_ZERO = (column: string) =>
  `NOT EXISTS (SELECT 1 FROM jsonb_each_text(quotas.${column}) AS amount WHERE amount.value::bigint <> 0)`;

const UNUSED = ['limit_amounts', 'allotted_amounts', 'used_amounts'].map(ALL_ZERO).join(' AND ');

/**
 * What still depends on a unit, whichever room keeps it. One statement, under the lock that the deletion holds: everything that can
 * come to depend on a unit refers to its row, and waits for that lock.
 */
export async function findObstacles(trx: Knex, unitId: string): Promise<Obstacles> {
  const { rows } = await trx.raw<{ rows: Obstacles[] }>(
    `SELECT
       ARRAY(SELECT name FROM units WHERE parent_id = :unitId ORDER BY name) AS children,
       ARRAY(SELECT site FROM quotas WHERE unit_id = :unitId AND NOT (${UNUSED}) ORDER BY site) AS quotas,
       ARRAY(SELECT 'monthly' FROM budgets
             WHERE unit_id = :unitId AND coalesce(monthly_limit, 0) + allotted + spent <> 0) AS budget,
       ARRAY(SELECT name FROM servers WHERE field_id = :unitId ORDER BY name) AS servers,
       ARRAY(SELECT name FROM resources WHERE unit_id = :unitId AND state <> 'destroyed' ORDER BY name) AS resources,
       ARRAY(SELECT name FROM integrations WHERE unit_id = :unitId ORDER BY name) AS integrations,
       ARRAY(SELECT name FROM secrets WHERE unit_id = :unitId ORDER BY name) AS secrets,
       ARRAY(SELECT name FROM workspaces WHERE unit_id = :unitId ORDER BY name) AS workspaces`,
    { unitId },
  );
  return rows[0];
}

const few = (names: readonly string[]) =>
  names.length <= NAMED
    ? names.join(', ')
    : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;

/** What stands in the way, in words; empty where nothing does. */
export function describeObstacles(obstacles: Obstacles): string[] {
  const { children, quotas, budget, servers, resources, integrations, secrets, workspaces } =
    obstacles;
  return [
    children.length > 0 && `units beneath it (${few(children)})`,
    servers.length > 0 && `servers (${few(servers)})`,
    resources.length > 0 && `resources (${few(resources)})`,
    quotas.length > 0 && `quota at ${few(quotas)}`,
    budget.length > 0 && 'a monthly budget',
    integrations.length > 0 && `integrations (${few(integrations)})`,
    secrets.length > 0 && `secrets (${few(secrets)})`,
    workspaces.length > 0 && `workspaces (${few(workspaces)})`,
  ].filter(text => text !== false);
}

/** Removes what may go with the unit: quota entries of nothing, resources that are destroyed, and its bindings. */
export async function clearRemains(trx: Knex, unitId: string): Promise<void> {
  const destroyed = trx('resources').where({ unit_id: unitId, state: 'destroyed' });
  await trx('resource_parents').whereIn('parent_id', destroyed.clone().select('id')).delete();
  await destroyed.delete();
  await trx('quotas').where({ unit_id: unitId }).delete();
  await trx('role_bindings').where({ unit_id: unitId }).delete();
}
