import type { Knex } from 'knex';
import { ADMINISTRATORS, type PlacedBinding } from '../access';
import type { ApprovalRecord } from '../approvals';
import { stepStatuses } from '../approvals/progress';

/** Who has which role, by what is known of them. */
export interface RoleHolders {
  all(): Promise<ReadonlyMap<string, readonly PlacedBinding[]>>;
}

/** References of the users and groups who may decide upon what is open of an approval. */
export async function approversOf(
  approval: ApprovalRecord,
  ancestorIds: readonly string[],
  holders: RoleHolders,
): Promise<string[]> {
  const statuses = stepStatuses(approval);
  const rules = approval.steps
    .filter((_, index) => statuses[index] === 'open')
    .map(({ approvers }) => approvers);
  const roles = rules.flatMap(({ role }) => role ?? []);
  const inScope = ({ role, unitId }: PlacedBinding) =>
    roles.includes(role) &&
    (ADMINISTRATORS.includes(role) || (unitId !== undefined && ancestorIds.includes(unitId)));
  const everybody = roles.length > 0 ? await holders.all() : new Map<string, PlacedBinding[]>();
  const byRole = [...everybody].flatMap(([ref, bindings]) => (bindings.some(inScope) ? [ref] : []));
  const named = rules.flatMap(({ groups = [], users = [] }) => [...groups, ...users]);
  return [...new Set([...byRole, ...named])].filter(ref => ref !== approval.requestedBy);
}

/** References of the administrators, for what has waited too long. */
export async function administrators(holders: RoleHolders): Promise<string[]> {
  return [...(await holders.all())].flatMap(([ref, bindings]) =>
    bindings.some(({ role }) => ADMINISTRATORS.includes(role)) ? [ref] : [],
  );
}

/** Who asked for the latest run of a resource, or else for the resource. */
export async function requesterOf(
  knex: Knex,
  resource: { id: string; requestedBy: string },
): Promise<string> {
  const run = await knex('runs')
    .where({ resource_id: resource.id })
    .orderBy('created_at', 'desc')
    .first<{ requested_by: string } | undefined>('requested_by');
  return run?.requested_by.startsWith('user:') ? run.requested_by : resource.requestedBy;
}
