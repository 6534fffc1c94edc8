import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type ArgoCdInstances,
  Clone,
  GitHost,
  GitProgram,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { BatchWriter, ChangeStore, type Changes, GroupCommitter } from './changes';
import { Deployments, RevisionOrder } from './deployment';
import { GitOpsProvisioner } from './GitOpsProvisioner';
import { GitRollback } from './GitRollback';
import { PullRequestCommitter } from './pullRequest';
import type { GitOpsSettings } from './settings';

/** Changes that have ended are kept for so long, in case that a run asks for one again. */
const KEPT_HOURS = 30 * 24;

export interface GitOpsOptions {
  settings: GitOpsSettings;
  instances: ArgoCdInstances;
  /** The plugin's database, with the module's tables. */
  knex: Knex;
  logger: LoggerService;
}

/** Puts the parts together. */
export function createGitOps({ settings, instances, knex, logger }: GitOpsOptions) {
  const { repository, author, pullRequest } = settings;
  const git = new GitProgram({
    url: repository.url,
    credentials: repository.credentials,
    timeoutMs: settings.gitTimeoutMs,
  });
  const clone = new Clone({
    git,
    url: repository.url,
    branch: repository.branch,
    cacheFolder: settings.cacheFolder,
    logger,
  });
  const key = `${repository.url}#${repository.branch}`;
  const store = new ChangeStore(knex, key);
  const committer = new GroupCommitter({
    knex,
    store,
    writer: new BatchWriter({ clone, store, author }),
    lock: `gitops ${key}`,
    timeoutMs: settings.commitTimeoutMs,
    logger,
  });
  const { token = '' } = repository.credentials ?? {};
  const changes: Changes = pullRequest
    ? new PullRequestCommitter({
        clone,
        author,
        host: new GitHost(pullRequest, token),
        intervalMs: pullRequest.intervalMs,
        timeoutMs: pullRequest.timeoutMs,
      })
    : committer;
  const deployments =
    settings.deployment &&
    new Deployments({
      settings: settings.deployment,
      instances,
      revisions: new RevisionOrder(clone),
      knex,
      logger,
    });
  return {
    provisioner: new GitOpsProvisioner({ values: settings.values, changes, deployments }),
    rollback: new GitRollback({ repository, changes, needsReview: Boolean(pullRequest) }),
    /** Forgets old changes and puts the clone in order. */
    async tidy(): Promise<void> {
      await store.forget(KEPT_HOURS);
      await clone.maintain();
    },
    /** Resolves once nothing is being pushed any more. To be called before the database is left. */
    close: () => committer.close(),
  };
}
