import {
  OUTPUT_ARGOCD_APPLICATION,
  OUTPUT_ARGOCD_INSTANCE,
} from '@bailiwick/backstage-plugin-infra-common';
import type {
  ApplyResult,
  ProvisionedResource,
  Provisioner,
  ProvisionerContext,
  RunLog,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Changes, Edit, NewChange } from './changes';
import type { Deployments, Wish } from './deployment';
import { type GitOpsSettings, type TypeSettings, typeSettingsSchema } from './settings';
import { editFor } from './editFor';

/** Runs mostly wait for git and Argo CD, so many of them fit beside each other. */
const CONCURRENCY = 250;
/** So long one attempt to take something back looks on; the engine makes the next one after a pause, and others get the slot. */
const LOOK_MS = 60_000;
/** What a run needs besides waiting for its commit and for Argo CD. */
const MARGIN_MS = 2 * 60_000;

export interface GitOpsProvisionerOptions {
  values: GitOpsSettings['values'];
  changes: Changes;
  /** Undefined where a run is done as soon as its commit is there. */
  deployments?: Deployments;
}

type Context = ProvisionerContext<TypeSettings>;

const namespaceOf = (resource: ProvisionedResource) => resource.externalName ?? resource.name;

/**
 * Brings resources about by git: an entry in a values file, a commit, and Argo CD that makes it so. Each step is durable, and a run
 * whose worker died goes on where it was: the change is the same by its id, and Argo CD is asked about the commit, not about itself.
 */
export class GitOpsProvisioner implements Provisioner<TypeSettings> {
  readonly id = 'gitops';
  readonly settingsSchema = typeSettingsSchema;
  readonly recovery = 'resume';
  readonly concurrency = CONCURRENCY;
  readonly canUpdate = true;
  readonly usesIntegrations = false;
  readonly timeoutMs: number;

  constructor(private readonly options: GitOpsProvisionerOptions) {
    const { changes, deployments } = options;
    this.timeoutMs = changes.timeoutMs + (deployments?.timeoutMs ?? 0) + MARGIN_MS;
  }

  async apply(context: Context): Promise<ApplyResult> {
    const { resource } = context;
    const commit = await this.commit(context, this.put(context), 'withdraw');
    const place = this.options.deployments?.placeOf(resource);
    if (commit) await this.deploy(context, commit, 'healthy');
    return {
      outputs: {
        namespace: namespaceOf(resource),
        ...(place
          ? {
              [OUTPUT_ARGOCD_INSTANCE]: place.instance,
              [OUTPUT_ARGOCD_APPLICATION]: place.application,
            }
          : {}),
      },
      summary: { commit: commit ?? null },
    };
  }

  async destroy(context: Context): Promise<void> {
    const commit = await this.commit(context, this.removal(context, 'remove'), 'wait-on');
    if (commit) await this.deploy(context, commit, 'gone');
  }

  /**
   * The entry goes from git, for good, and Argo CD removes what it made. Until it says that nothing is left this rejects with what is
   * waited for, and is called again after a pause: the quota stays held, and no slot of a worker is taken meanwhile.
   */
  async compensate(context: Context): Promise<void> {
    const log = await context.phase('revert');
    const { mayBeInGit } = await this.options.changes.withdraw(this.put(context));
    if (!mayBeInGit) {
      log.info('Nothing had been pushed, so there is nothing to take back');
      return;
    }
    const commit = await this.commit(context, this.removal(context, 'revert'), 'wait-on');
    log.info(`The entry of ${namespaceOf(context.resource)} is out of git again`);
    if (commit) await this.deploy(context, commit, 'gone', LOOK_MS);
  }

  /** The entry becomes again what it was, and Argo CD brings that about; it rejects as {@link compensate} does. */
  async revert(context: Context): Promise<void> {
    const log = await context.phase('revert');
    const { mayBeInGit } = await this.options.changes.withdraw(this.put(context));
    if (!mayBeInGit) {
      log.info('The change had not been pushed, so there is nothing to take back');
      return;
    }
    const edit = editFor(context, this.options.values, true);
    const change = this.change(context, 'revert', 'Take back the change of', edit);
    const commit = await this.commit(context, change, 'wait-on');
    log.info(`The entry of ${namespaceOf(context.resource)} is what it was`);
    if (commit) await this.deploy(context, commit, 'synced', LOOK_MS);
  }

  private async commit(
    context: Context,
    change: NewChange,
    afterwards: 'withdraw' | 'wait-on',
  ): Promise<string | undefined> {
    const log = await context.phase('commit');
    const { changes } = this.options;
    const commit = await context.checkpoint(change.id.split(':')[1], async () => {
      log.info(change.title);
      const { signal } = context;
      const onProgress = (reason: string) => log.info(reason);
      return (await changes.submit(change, { signal, afterwards, onProgress })) ?? null;
    });
    if (!commit) return undefined;
    log.info(`It is in commit ${commit}`);
    await context.recordCommit(commit);
    return commit;
  }

  private async deploy(
    context: Context,
    commit: string,
    expect: Wish['expect'],
    lookMs?: number,
  ): Promise<void> {
    const { deployments } = this.options;
    if (!deployments) return;
    const log: RunLog = await context.phase('sync');
    const place = deployments.placeOf(context.resource);
    const namespace = namespaceOf(context.resource);
    // A restart must not lengthen the wait of a run; one look at what is taken back begins when it begins.
    const since = lookMs
      ? Date.now()
      : await context.checkpoint('sync-since', async () => Date.now());
    const waitMs = Math.min(lookMs ?? Infinity, deployments.timeoutMs);
    await context.checkpoint('synced', async () => {
      log.info(`Argo CD ${place.instance} brings ${place.application} to ${commit}`);
      await deployments.watch(place).wait(
        { commit, namespace, expect },
        {
          deadline: since + waitMs,
          signal: context.signal,
          onProgress: reason => log.info(reason),
        },
      );
    });
    const found = { healthy: 'synced and healthy', synced: 'synced', gone: 'gone' };
    log.info(`${namespace} is ${found[expect]}`);
  }

  private put(context: Context): NewChange {
    return this.change(context, 'put', 'Provision', editFor(context, this.options.values, true));
  }

  private removal(context: Context, step: 'remove' | 'revert'): NewChange {
    const verb = step === 'remove' ? 'Remove' : 'Take back';
    return this.change(context, step, verb, editFor(context, this.options.values, false));
  }

  private change(
    { run, resource }: Context,
    step: 'put' | 'remove' | 'revert',
    verb: string,
    edit: Edit,
  ): NewChange {
    return {
      id: `${run.id}:${step}`,
      resourceId: resource.id,
      title: `${verb} ${resource.type} ${namespaceOf(resource)} of ${resource.unit.name} for ${run.requestedBy}`,
      edit,
    };
  }
}
