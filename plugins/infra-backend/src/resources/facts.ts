import type { LifecycleFacts } from '@bailiwick/backstage-plugin-infra-common';
import type { Relative, ResourceRecord } from './types';
import type { KnownType } from './types/TypeRegistry';

/** What the caller's roles allow on a resource. */
export type Rights = Pick<LifecycleFacts, 'mayAct' | 'mayApprove'>;

/** {@link Rights}, and whether a lost run left a lock behind. */
export type Circumstances = Rights & Partial<Pick<LifecycleFacts, 'isLocked'>>;

/** What a resource rests upon, and what rests upon it. */
export interface Relatives {
  parents: Relative[];
  children: Relative[];
}

const namesOf = (relatives: readonly Relative[]) => relatives.map(({ name }) => name);

export const notProvisioned = (parents: readonly Relative[]) =>
  namesOf(parents.filter(({ state }) => state !== 'provisioned'));

export const living = (children: readonly Relative[]) =>
  children.filter(({ state }) => state !== 'destroyed');

/** Types that the resource must rest upon, where the parent was deleted. */
const missingTypes = (
  type: Pick<KnownType, 'definition'> | undefined,
  parents: readonly Relative[],
) =>
  (type?.definition.parents ?? [])
    .filter(name => !parents.some(parent => parent.type === name))
    .map(name => `a ${name}`);

/** What the transition table looks at. */
export const factsOf = (
  record: ResourceRecord,
  type: Pick<KnownType, 'definition' | 'provisioner'> | undefined,
  circumstances: Circumstances,
  { parents, children }: Relatives,
): LifecycleFacts => ({
  isLocked: false,
  ...circumstances,
  canPlan: type?.provisioner.plan !== undefined,
  canUpdate: type?.provisioner.canUpdate ?? false,
  missingParents: [...notProvisioned(parents), ...missingTypes(type, parents)],
  livingChildren: namesOf(living(children)),
  hasPendingChange: record.pendingChange !== undefined,
  hasExpiry: record.expiresAt !== undefined,
});
