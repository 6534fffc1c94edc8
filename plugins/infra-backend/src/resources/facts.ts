import type { LifecycleFacts } from '@bailiwick/backstage-plugin-infra-common';
import type { Relative, ResourceRecord } from './types';
import type { KnownType } from './types/TypeRegistry';

type Rights = Pick<LifecycleFacts, 'mayAct' | 'isLimited' | 'mayApprove'>;

/** What the caller's roles allow, whether a lost run left a lock behind, and of which relatives the caller may know. */
export interface Circumstances extends Rights, Partial<Pick<LifecycleFacts, 'isLocked'>> {
  sees?: (relative: Relative) => boolean;
}

/** What a resource rests upon, and what rests upon it. */
export interface Relatives {
  parents: Relative[];
  children: Relative[];
}

/** It has quota, or money, that it can give back. */
export const holdsQuota = ({ reservation }: Pick<ResourceRecord, 'reservation'>): boolean =>
  reservation === 'held' || reservation === 'committed';

const everything = () => true;

/** What the caller may not know of is counted. */
function namesOf(relatives: readonly Relative[], sees: Circumstances['sees'] = everything) {
  const names = relatives.filter(sees).map(({ name }) => name);
  const hidden = relatives.length - names.length;
  return hidden > 0 ? [...names, `${hidden} that you may not see`] : names;
}

export const notProvisioned = (parents: readonly Relative[], sees?: Circumstances['sees']) =>
  namesOf(
    parents.filter(({ state }) => state !== 'provisioned'),
    sees,
  );

/** The relatives that the caller may know of. */
export const seenBy = (
  { sees = everything }: Circumstances,
  { parents, children }: Relatives,
): Relatives => ({ parents: parents.filter(sees), children: children.filter(sees) });

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
  { sees, ...circumstances }: Circumstances,
  { parents, children }: Relatives,
): LifecycleFacts => ({
  isLocked: false,
  ...circumstances,
  canPlan: type?.provisioner.plan !== undefined,
  canUpdate: type?.provisioner.canUpdate ?? false,
  missingParents: [...notProvisioned(parents, sees), ...missingTypes(type, parents)],
  livingChildren: namesOf(living(children), sees),
  hasPendingChange: record.pendingChange !== undefined,
  hasExpiry: record.expiresAt !== undefined,
});
