import type {
  MirrorError,
  MirrorKind,
  MirrorState,
  Workspace,
} from '@bailiwick/backstage-plugin-infra-common';

/** A workspace as it is stored, with counts of what it mirrors. */
export interface WorkspaceRecord extends Omit<
  Workspace,
  'createdAt' | 'updatedAt' | 'validatedAt' | 'mayManage'
> {
  createdAt: Date;
  updatedAt: Date;
  validatedAt?: Date;
}

/** What people can set of a workspace. */
export type WorkspaceSettings = Pick<
  WorkspaceRecord,
  | 'name'
  | 'description'
  | 'integrationId'
  | 'url'
  | 'apiUrl'
  | 'branch'
  | 'path'
  | 'resourceTypes'
  | 'units'
>;

/** What a pull request is there for: to wait for an approval, to be merged, or to be closed. */
export type PullGoal = 'open' | 'merge' | 'close';

/** A pull request that is under way. It is written down before its branch is pushed, so that a crash leaves nothing behind. */
export interface Pull {
  branch: string;
  kind: MirrorKind;
  goal: PullGoal;
  /** Of what it brings. */
  digest?: string;
  /** The commit that was pushed last. */
  commit?: string;
  /** Missing until the host has it. */
  number?: number;
  url?: string;
  /** Text that the host has for it. */
  title?: string;
  /** Which approved form the branch has once it is merged, and which files. */
  landing?: { key: string; files: string[] };
}

export interface ShownPull {
  number: number;
  url: string;
  state: 'open' | 'merged' | 'closed';
}

/** How far the mirror of a resource has come. */
export interface MirrorRecord {
  resourceId: string;
  resourceName: string;
  resourceType: string;
  unitId: string;
  isThere: boolean;
  workspace: { id: string; name: string; url: string };
  path: string;
  wakes: string;
  seen: string;
  dueAt?: Date;
  state: MirrorState;
  kind?: MirrorKind;
  pull?: Pull;
  lastPull?: ShownPull;
  outside?: 'merged' | 'closed';
  declined?: string;
  landed?: string;
  files: string[];
  commit?: string;
  mergedCommit?: string;
  mergedAt?: Date;
  error?: { reason: MirrorError['reason']; message: string; since: Date };
  attempts: number;
  updatedAt: Date;
}

/** What a step of the work changes of a mirror; null takes away. */
export type MirrorProgress = {
  [
    Key in
      | 'state'
      | 'kind'
      | 'pull'
      | 'lastPull'
      | 'outside'
      | 'declined'
      | 'landed'
      | 'files'
      | 'commit'
      | 'mergedCommit'
      | 'mergedAt'
  ]?: MirrorRecord[Key] | null;
};
