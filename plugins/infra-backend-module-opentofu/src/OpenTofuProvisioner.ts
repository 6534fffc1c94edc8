import type {
  ApplyResult,
  InspectedModule,
  Observation,
  PlanResult,
  Provisioner,
  ProvisionerContext,
  RenderContext,
  RenderedIac,
  RunLog,
} from '@bailiwick/backstage-plugin-infra-node';
import { stringifyError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import { contentsOf } from './contents';
import { Deployments } from './deployment';
import { importModule } from './importModule';
import {
  packPlan,
  plannedChanges,
  secretsIn,
  secretsOfPlan,
  summaryOf,
  unpackPlan,
  withoutSecrets,
} from './plan';
import { renderRootModule } from './render';
import { forRun, RequestedModules } from './request';
import { salvageState } from './rescue';
import {
  type DeploymentSettings,
  type OpenTofuSettings,
  type TypeSettings,
  typeSettingsSchema,
} from './settings';
import { findProgram } from './tool';
import { Turns } from './Turns';
import { type Context as RunContext, Workspace } from './Workspace';

type Context = ProvisionerContext<TypeSettings>;

/**
 * Carries out modules of OpenTofu and Terraform. What is applied is always a saved plan: the approved one, or one that the same run made
 * before. A run whose worker died stops there, since nobody knows how far the program came; a person looks and tries again.
 */
export class OpenTofuProvisioner implements Provisioner<TypeSettings> {
  readonly id = 'opentofu';
  readonly settingsSchema = typeSettingsSchema;
  readonly recovery = 'stop';
  readonly canUpdate = true;
  readonly concurrency: number;
  readonly actions: NonNullable<Provisioner<TypeSettings>['actions']>;
  readonly views: Provisioner<TypeSettings>['views'] = {
    contents: {
      title: 'What it consists of',
      description: 'The resources in its state, by their addresses.',
      // Only the portal's own backend can be read without a run.
      appliesTo: ({ backend }) => backend === undefined,
      show: async ({ state }) => contentsOf(await state()),
    },
  };
  readonly modules: RequestedModules;
  readonly deployments: Deployments;
  private readonly initTurns = new Turns();

  constructor(
    private readonly settings: OpenTofuSettings,
    deployments: DeploymentSettings = { repositories: [], internalHosts: [] },
  ) {
    this.concurrency = settings.concurrency;
    this.modules = new RequestedModules(settings);
    this.deployments = new Deployments(deployments, settings, this.initTurns);
    this.actions = {
      refresh: {
        title: 'Refresh',
        description:
          'Reads what is really there into the state and the outputs; changes nothing else.',
        run: context => this.refresh(context),
      },
      ...this.deployments.actions,
    };
  }

  async plan(context: Context): Promise<PlanResult> {
    const workspace = await this.open(context);
    await workspace.init();
    const log = await context.phase('plan');
    await workspace.plan(context.planFor, log);
    const { changes, summary } = await this.look(context, workspace, log);
    return { summary, changes, artifact: packPlan(await workspace.planFiles()) };
  }

  async observe(context: Context): Promise<Observation> {
    const workspace = await this.open(context);
    await workspace.init();
    const log = await context.phase('plan');
    const drifted = await workspace.plan('apply', log);
    return { drifted, changes: (await this.look(context, workspace, log)).changes };
  }

  async apply(context: Context): Promise<ApplyResult> {
    const { workspace, summary } = await this.carryOut(context, 'apply');
    return { ...(await this.outputs(context, workspace)), summary };
  }

  async destroy(context: Context): Promise<void> {
    await this.carryOut(context, 'destroy');
  }

  salvage(directory: string): Promise<void> {
    return salvageState(directory, this.settings.rescueFolder);
  }

  inspect(source: Record<string, JsonValue>, signal: AbortSignal): Promise<InspectedModule> {
    return importModule(source, this.settings, signal);
  }

  async render(context: RenderContext<TypeSettings>): Promise<RenderedIac> {
    return renderRootModule(context);
  }

  private async open(context: Context): Promise<Workspace> {
    const program = await findProgram(this.settings.binary);
    const { settings, initTurns } = this;
    const run: RunContext = forRun(context);
    const { source } = run.settings;
    const isChosen = context.settings.source.kind === 'request';
    if (isChosen && source.kind === 'git') await context.recordCommit(source.commit);
    return Workspace.open(run, { program, settings, initTurns });
  }

  /** Applies the approved plan; without one, one that it makes. */
  private async carryOut(
    context: Context,
    purpose: 'apply' | 'destroy',
  ): Promise<{ workspace: Workspace; summary: Record<string, number> }> {
    const approved = await context.approvedPlan();
    const workspace = await this.open(context);
    if (approved) await workspace.restorePlan(unpackPlan(approved));
    await workspace.init();
    const log = await context.phase('plan');
    if (approved) log.info('The approved plan is carried out');
    else await workspace.plan(purpose, log);
    const { summary } = await this.look(context, workspace, log);
    await this.applyPlan(context, workspace);
    return { workspace, summary };
  }

  /** What a tool says as it fails may quote what it had just made. */
  private async applyPlan(context: Context, workspace: Workspace): Promise<void> {
    const log = await context.phase('apply');
    try {
      await context.checkpoint('apply', () => workspace.apply(log));
    } catch (failure) {
      if (!context.signal.aborted) await this.hideMade(context, workspace, log);
      throw failure;
    }
  }

  private async hideMade(context: Context, workspace: Workspace, log: RunLog): Promise<void> {
    try {
      (await workspace.secretsOfState()).forEach(context.redact);
    } catch (error) {
      log.error(`The state cannot be looked through for secrets: ${stringifyError(error)}`);
    }
  }

  /** Reads a plan, and sees to it that no secret in it shows. */
  private async look(context: Context, workspace: Workspace, log: RunLog) {
    const plan = await workspace.showPlan();
    const secrets = secretsOfPlan(plan);
    secrets.forEach(context.redact);
    const changes = withoutSecrets(plannedChanges(plan), secrets);
    const summary = summaryOf(plan, changes);
    const counts = Object.entries(summary).map(([what, count]) => `${what} ${count}`);
    log.info(counts.length > 0 ? `The plan: ${counts.join(', ')}` : 'The plan changes nothing');
    return { changes, summary };
  }

  private async refresh(context: Context): Promise<ApplyResult> {
    const workspace = await this.open(context);
    await workspace.init();
    const log = await context.phase('plan');
    await workspace.plan('refresh', log);
    const { summary } = await this.look(context, workspace, log);
    await this.applyPlan(context, workspace);
    return { ...(await this.outputs(context, workspace)), summary };
  }

  private async outputs(context: Context, workspace: Workspace): Promise<ApplyResult> {
    const log = await context.phase('outputs');
    const outputs = Object.entries(await workspace.outputs());
    const sensitive = outputs.filter(([, output]) => output.sensitive);
    for (const [, { value }] of sensitive) secretsIn(value).forEach(context.redact);
    const names = outputs.map(([name]) => name);
    log.info(names.length > 0 ? `The outputs are ${names.join(', ')}` : 'There are no outputs');
    return {
      outputs: Object.fromEntries(outputs.map(([name, { value }]) => [name, value])),
      sensitiveOutputs: sensitive.map(([name]) => name),
    };
  }
}
