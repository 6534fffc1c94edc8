import type {
  ArgoCdApplication,
  ArgoCdApplicationDetail,
  ArgoCdInstance,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  type Application,
  type ApplicationRollback,
  type ArgoCdClient,
  type ArgoCdInstances,
  isArgoCdError,
  notFound,
  operationOf,
  type RollbackTarget,
  type SyncRequest,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { AuditTrail } from '../audit';
import type { ChangeNotifier } from '../lib/changes';
import { cursorCodec, pageOf } from '../lib/paging';
import type { ApplicationFilter, ApplicationStore } from './ApplicationStore';
import { asking } from './failures';
import type { ApplicationKey } from './ResidentStore';
import { toDetails, toState } from './view';

export interface ArgoCdServiceParts {
  knex: Knex;
  instances: ArgoCdInstances;
  store: ApplicationStore;
  audit: AuditTrail;
  changes: ChangeNotifier;
  /** Undefined where no module can write to git. */
  rollback: ApplicationRollback | undefined;
}

/** Who does something, for the audit trail. */
export interface Author {
  ref: string;
  requestId?: string;
}

export interface ListQuery {
  limit: number;
  cursor?: string;
  /** Names, separated by commas. */
  name?: string;
}

export interface ApplicationPage {
  items: ArgoCdApplication[];
  nextCursor?: string;
  instances: ArgoCdInstance[];
}

/** An application as it is now. */
export interface LiveApplication {
  detail: Omit<ArgoCdApplicationDetail, 'permissions'>;
  /** Why it cannot be taken back, whoever asks. */
  rollbackRefusal: string | undefined;
}

const cursor = cursorCodec('argocd applications by name', z.tuple([z.string(), z.string()]));

const idOf = ({ instance, name }: ApplicationKey) => `${instance}/${name}`;

const targetOf = ({ instance, name }: ApplicationKey, { spec }: Application): RollbackTarget => ({
  instance,
  application: name,
  ...(spec.source && !spec.sources?.length
    ? {
        repoUrl: spec.source.repoURL,
        path: spec.source.path,
        targetRevision: spec.source.targetRevision,
      }
    : {}),
});

/** Applications of Argo CD: as last seen, as they are, and what can be done with them. Who may is for the caller to check. */
export class ArgoCdService {
  constructor(private readonly parts: ArgoCdServiceParts) {}

  /** Applications as last seen, and how each instance answered then. */
  async list(query: ListQuery, filter: ApplicationFilter): Promise<ApplicationPage> {
    const { store, instances } = this.parts;
    const rows = await store.list({
      limit: query.limit + 1,
      after: cursor.decode(query.cursor),
      names: query.name
        ?.split(',')
        .map(name => name.trim())
        .filter(Boolean),
      filter,
    });
    const page = pageOf(
      rows,
      query.limit,
      cursor,
      ({ name, instance }) => [name, instance] as [string, string],
      row => row,
    );
    const answered = new Map((await store.instances()).map(each => [each.name, each]));
    return {
      ...page,
      instances: instances.all.map(({ name }) => answered.get(name) ?? { name, reachable: false }),
    };
  }

  /** @throws InfraError NOT_FOUND, UPSTREAM_FAILED; its details tell forbidden, missing and unreachable apart */
  async get(key: ApplicationKey): Promise<LiveApplication> {
    const application = await this.#look(key);
    const client = this.#client(key);
    const state = toState(client, application);
    if (await this.parts.store.noticed(state)) this.#changed(key);
    return {
      detail: { ...state, ...toDetails(application), observedAt: new Date().toISOString() },
      rollbackRefusal: this.#rollbackRefusal(targetOf(key, application)),
    };
  }

  /**
   * Asks for a sync and answers the revision that it goes to.
   *
   * @throws InfraError NOT_FOUND, UPSTREAM_FAILED, CONFLICT where another operation is going on
   */
  async sync(
    author: Author,
    key: ApplicationKey,
    request: SyncRequest,
  ): Promise<{ revision?: string }> {
    const { audit, knex } = this.parts;
    const client = this.#client(key);
    const application = await this.#asking(key, () => client.syncApplication(key.name, request));
    const revision = operationOf(application)?.revision ?? request.revision;
    await audit.record(knex, {
      event: 'argocd-sync-requested',
      actor: author,
      subject: { kind: 'argocd', id: idOf(key) },
      after: { ...(revision ? { revision } : {}), prune: request.prune ?? false },
    });
    if (await this.parts.store.noticed(toState(client, application))) this.#changed(key);
    return revision ? { revision } : {};
  }

  /**
   * Makes the application's folder in git what it was at a revision of its history, and asks for a sync. Nothing is pruned: what the
   * revision does not have stays in the cluster until somebody syncs with prune.
   *
   * @throws InfraError VALIDATION_ERROR, CONFLICT, NOT_FOUND, UPSTREAM_FAILED
   */
  async rollback(
    author: Author,
    key: ApplicationKey,
    revision: string,
  ): Promise<{ commit: string; warning?: string }> {
    const { audit, knex, rollback } = this.parts;
    const application = await this.#look(key);
    const { history, revision: before } = {
      ...toState(this.#client(key), application),
      ...toDetails(application),
    };
    if (!history.some(entry => entry.revision === revision)) {
      throw validationError([
        { pointer: '/revision', message: 'must be a revision of the history of the application' },
      ]);
    }
    if (!rollback) throw notFound('module that could revert', key.name);
    const { commit } = await rollback.rollback(targetOf(key, application), {
      revision,
      requestedBy: author.ref,
      signal: new AbortController().signal,
    });
    await audit.record(knex, {
      event: 'argocd-rolled-back',
      actor: author,
      subject: { kind: 'argocd', id: idOf(key) },
      before: before ? { revision: before } : {},
      after: { revision, commit },
    });
    const warning = await this.#syncTo(key, commit);
    return { commit, ...(warning ? { warning } : {}) };
  }

  /** Git has it already, so a sync that cannot be asked for now is told, and no failure. */
  async #syncTo(key: ApplicationKey, revision: string): Promise<string | undefined> {
    try {
      await this.#client(key).syncApplication(key.name, { revision, prune: false });
      return undefined;
    } catch (error) {
      if (!isArgoCdError(error)) throw error;
      return `Git is reverted, but the sync has to be asked for again: ${error.message}`;
    }
  }

  async #look(key: ApplicationKey): Promise<Application> {
    const client = this.#client(key);
    return this.#asking(key, () => client.getApplication(key.name));
  }

  #asking<T>(key: ApplicationKey, call: () => Promise<T>): Promise<T> {
    return asking(
      async () => (await this.parts.store.find(key.instance, key.name)) !== undefined,
      call,
    );
  }

  #client({ instance }: ApplicationKey): ArgoCdClient {
    const client = this.parts.instances.find(instance);
    if (!client) throw notFound('Argo CD instance', instance);
    return client;
  }

  #rollbackRefusal(target: RollbackTarget): string | undefined {
    const { rollback } = this.parts;
    return rollback
      ? rollback.refusal(target)
      : 'Nothing is installed that could revert git: that takes the gitops module';
  }

  #changed(key: ApplicationKey): void {
    this.parts.changes.signal({ subject: 'argocd', id: idOf(key) });
  }
}
