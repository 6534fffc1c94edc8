import type { LoggerService } from '@backstage/backend-plugin-api';
import { Clone, GitHost, GitProgram } from '@bailiwick/backstage-plugin-infra-node';
import type { GitAccounts } from '../integrations/GitAccounts';
import { MirrorFailure } from './MirrorFailure';
import { placeOf, placeProblems } from './place';
import type { WorkspaceOptions } from './settings';
import type { WorkspaceRecord } from './types';

/** A workspace's repository, within reach. */
export interface WorkspaceHost {
  clone: Clone;
  github: GitHost;
}

interface Opened extends WorkspaceHost {
  /** Of workspace and integration: when one changes, so does this. */
  revision: string;
  until: number;
  place: string;
}

/** How long an opened credential is used before it is opened, and written into the audit trail, again. */
const KEPT_MS = 3_600_000;

/** Opens repositories with the credentials of their integrations. */
export class WorkspaceHosts {
  readonly #opened = new Map<string, Opened>();

  constructor(
    private readonly parts: {
      accounts: Pick<GitAccounts, 'open' | 'revisionOf'>;
      options: Pick<WorkspaceOptions, 'cacheFolder' | 'gitTimeoutMs'>;
      logger: LoggerService;
    },
  ) {}

  /** @throws MirrorFailure where its integration is gone, does not open, or is for another host */
  async open(workspace: WorkspaceRecord): Promise<WorkspaceHost> {
    const { id, url, branch, integrationId } = workspace;
    const { accounts, options, logger } = this.parts;
    const revision = `${workspace.revision}/${await accounts.revisionOf(integrationId)}`;
    const known = this.#opened.get(id);
    if (known?.revision === revision && known.until > Date.now()) return known;

    const account = await accounts.open(integrationId, id).catch(error => {
      throw new MirrorFailure('denied', (error as Error).message, true);
    });
    const [wrong] = placeProblems(workspace, account.url);
    if (wrong) {
      throw new MirrorFailure('denied', `${wrong.pointer.slice(1)} ${wrong.message}`, true);
    }
    const git = new GitProgram({ url, credentials: account, timeoutMs: options.gitTimeoutMs });
    const place = `${url}#${branch}`;
    let clone = known?.place === place ? known.clone : undefined;
    if (clone) clone.use(git);
    else {
      await known?.clone.discard();
      clone = new Clone({ git, url, branch, logger, cacheFolder: options.cacheFolder });
    }
    const opened: Opened = {
      ...{ clone, revision, place, until: Date.now() + KEPT_MS },
      github: new GitHost(placeOf(workspace), account.token),
    };
    this.#opened.set(id, opened);
    return opened;
  }

  /** Forgets a workspace that was deleted. */
  async forget(id: string): Promise<void> {
    const known = this.#opened.get(id);
    this.#opened.delete(id);
    await known?.clone.discard();
  }
}
