import { createExtensionPoint } from '@backstage/backend-plugin-api';

/** The part of an application that a rollback is about. */
export interface RollbackTarget {
  instance: string;
  application: string;
  repoUrl?: string;
  /** Folder of the repository that the application renders. */
  path?: string;
  targetRevision?: string;
}

/** Takes an application back by reverting git, so that git and cluster keep saying the same. */
export interface ApplicationRollback {
  /** Why this application cannot be taken back, as a sentence; undefined where it can. */
  refusal(target: RollbackTarget): string | undefined;
  /**
   * Makes the application's folder what it was at `revision`, as a new commit on its branch, and answers that commit.
   *
   * @throws InfraError CONFLICT where the branch does not contain the revision or nothing has changed since
   */
  rollback(
    target: RollbackTarget,
    request: { revision: string; requestedBy: string; signal: AbortSignal },
  ): Promise<{ commit: string }>;
}

/** Where the module that writes to git says how it takes an application back. There is one at the most. */
export interface RollbackExtensionPoint {
  setRollback(rollback: ApplicationRollback): void;
}

export const rollbackExtensionPoint = createExtensionPoint<RollbackExtensionPoint>({
  id: 'infra.argocd.rollback',
});
