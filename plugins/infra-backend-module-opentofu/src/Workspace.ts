import type { ProvisionerContext, RunLog } from '@bailiwick/backstage-plugin-infra-node';
import type { JsonObject } from '@backstage/types';
import { access, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import {
  fetchModule,
  isSensitive,
  readModule,
  requireLocalModules,
  withCredentials,
} from './module';
import {
  type PlanFiles,
  type PlanJson,
  planJsonSchema,
  secretsIn,
  secretsOfState,
  stateJsonSchema,
} from './plan';
import { OWN_FILES, type OpenTofuSettings, type RunSettings } from './settings';
import { baseEnvironment, failureOf, runTool, type ToolAnswer } from './tool';
import { ERRORED_STATE, OWNER_FILE, rescueState, stateName } from './rescue';
import { describeSource, giveLockBack, httpBackend, toolEnvironment } from './surroundings';
import type { Turns } from './Turns';
import { moduleVariables } from './variables';

export type Context = ProvisionerContext<RunSettings>;

const LOCK_FILE = '.terraform.lock.hcl';
const PLAN_FILE = 'plan';
const PUSH_MS = 4_000;
const MOST_JSON = 256 * 1024 * 1024;
const [OVERRIDE_FILE] = OWN_FILES;
const COMMON = ['-input=false', '-no-color'];

const ignoreMissing = (error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return undefined;
  throw error;
};

const outputsSchema = z.record(
  z.string(),
  z.object({ sensitive: z.boolean().default(false), value: z.json() }),
);

export type ModuleOutputs = z.output<typeof outputsSchema>;

export interface WorkspaceServices {
  /** The program to run. */
  program: string;
  settings: OpenTofuSettings;
  /** Only one `init` at a time fills the cache of providers. */
  initTurns: Turns;
}

interface RunOptions {
  /** Exit codes that are answers and no errors. */
  accept?: readonly number[];
  signal?: AbortSignal;
}

interface Place {
  /** Where the root module is. */
  folder: string;
  environment: Record<string, string>;
}

const FLAGS = { apply: [], destroy: ['-destroy'], refresh: ['-refresh-only'] } as const;

/** The working directory of one run: the module, what surrounds it, and the calls of the program in it. */
export class Workspace {
  private constructor(
    private readonly context: Context,
    private readonly services: WorkspaceServices,
    private readonly root: string,
    private readonly place: Place,
  ) {}

  /** Phases `checkout` and `credentials`: everything is in place but the providers. */
  static async open(context: Context, services: WorkspaceServices): Promise<Workspace> {
    const log = await context.phase('checkout');
    const root = await context.workingDirectory();
    const home = join(root, 'home');
    const temporary = join(root, 'tmp');
    for (const folder of [home, temporary]) await mkdir(folder, { mode: 0o700 });
    await writeFile(join(root, OWNER_FILE), stateName(context));
    const { settings } = services;
    const given = await context.environment();
    for (const { token, username } of settings.gitCredentials) {
      context.redact(token);
      context.redact(Buffer.from(`${username}:${token}`).toString('base64'));
    }
    const environment = {
      ...baseEnvironment(home),
      TMPDIR: temporary,
      ...withCredentials(given, settings.gitCredentials),
    };
    const { source } = context.settings;
    log.info(`The module comes from ${describeSource(source)}`);
    const { signal } = context;
    const folder = await fetchModule(source, join(root, 'module'), {
      ...{ settings, signal, environment },
    });
    await requireLocalModules(folder, await realpath(join(root, 'module')));

    const credentials = await context.phase('credentials');
    const names = Object.keys(given).filter(name => !name.startsWith('GIT_CONFIG_'));
    credentials.info(
      names.length > 0
        ? `Integrations give ${names.sort().join(', ')}`
        : 'No integration gives any',
    );
    const place = { folder, environment: { ...environment, ...toolEnvironment(settings) } };
    const workspace = new Workspace(context, services, root, place);
    await workspace.writeBackend(credentials);
    await workspace.writeVariables(log);
    return workspace;
  }

  /** Phase `init`: providers and modules are there, and the state is within reach. */
  async init(): Promise<void> {
    const log = await this.context.phase('init');
    const args = ['init', ...COMMON, this.lockTimeout];
    const { settings, initTurns } = this.services;
    if (settings.pluginCache) {
      await mkdir(settings.pluginCache, { recursive: true });
      await initTurns.take(() => this.run(args, log));
    } else {
      await this.run(args, log);
    }
    await this.requireBackend();
  }

  /**
   * Makes a plan; answers whether it would change anything. It takes no lock, because it writes no state: nothing is held up by a plan, and
   * one whose worker died leaves nothing behind. The apply locks, and refuses a plan that the state has gone past.
   */
  async plan(purpose: 'apply' | 'destroy' | 'refresh', log: RunLog): Promise<boolean> {
    const { exitCode } = await this.run(
      [
        ...['plan', ...COMMON, '-lock=false', '-detailed-exitcode', `-out=${this.planPath}`],
        ...FLAGS[purpose],
        `-var-file=${this.variablesPath}`,
      ],
      log,
      { accept: [0, 2] },
    );
    return exitCode === 2;
  }

  /** The plan as JSON. It has every secret in it. */
  async showPlan(): Promise<PlanJson> {
    const { stdout } = await this.run(['show', '-json', '-no-color', this.planPath]);
    return planJsonSchema.parse(JSON.parse(stdout.toString('utf8')));
  }

  /** What an apply elsewhere needs to carry out this plan. */
  async planFiles(): Promise<PlanFiles> {
    const files = new Map([[PLAN_FILE, await readFile(this.planPath)]]);
    const lockFile = await readFile(join(this.place.folder, LOCK_FILE)).catch(ignoreMissing);
    if (lockFile) files.set(LOCK_FILE, lockFile);
    return files;
  }

  /** Puts a plan that was made elsewhere in place; before {@link init}, since it says which providers to take. */
  async restorePlan(files: PlanFiles): Promise<void> {
    const plan = files.get(PLAN_FILE);
    if (!plan) throw new Error('The approved plan cannot be read: plan and approve again');
    await this.write(this.planPath, plan);
    const lockFile = files.get(LOCK_FILE);
    if (lockFile) await this.write(join(this.place.folder, LOCK_FILE), lockFile);
  }

  /** Carries out the plan that is in place, and no other. */
  async apply(log: RunLog): Promise<void> {
    try {
      await this.run(['apply', ...COMMON, this.lockTimeout, this.planPath], log);
    } finally {
      await this.rescue(log);
    }
  }

  /** What the state has that must not show. */
  async secretsOfState(): Promise<string[]> {
    const { stdout } = await this.run(['show', '-json', '-no-color']);
    return secretsOfState(stateJsonSchema.parse(JSON.parse(stdout.toString('utf8'))));
  }

  async outputs(): Promise<ModuleOutputs> {
    const { stdout } = await this.run(['output', '-json', '-no-color']);
    return outputsSchema.parse(JSON.parse(stdout.toString('utf8')));
  }

  private get planPath(): string {
    return join(this.root, 'plan.tfplan');
  }

  private get variablesPath(): string {
    return join(this.root, 'bailiwick.tfvars.json');
  }

  private get lockTimeout(): string {
    return `-lock-timeout=${this.services.settings.lockTimeoutSeconds}s`;
  }

  private async rescue(log: RunLog): Promise<void> {
    const path = join(this.place.folder, ERRORED_STATE);
    const isThere = await access(path).then(() => true, ignoreMissing);
    if (!isThere) return;
    await rescueState({
      ...{ path, log, folder: this.services.settings.rescueFolder },
      name: stateName(this.context),
      signal: this.context.signal,
      push: () => this.pushState(path, log),
    });
  }

  /** Where the portal could not be reached, the apply could not give its lock back either; nobody else can have one during this run. */
  private async pushState(path: string, log: RunLog): Promise<void> {
    // The run may have been cancelled; this has to be done all the same.
    const options = { signal: AbortSignal.timeout(PUSH_MS), accept: [0, 1] };
    const push = () =>
      this.run(['state', 'push', '-no-color', '-lock-timeout=0s', path], log, options);
    let answer = await push();
    const lockId = /already locked:[^=]*\bID=([\w-]+)/.exec(answer.tail)?.[1];
    if (answer.exitCode !== 0 && lockId && !this.context.settings.backend) {
      await giveLockBack(this.place.environment, lockId, options.signal);
      answer = await push();
    }
    if (answer.exitCode !== 0) {
      throw failureOf(`${basename(this.services.program)} state push`, 1, answer.tail);
    }
  }

  /** Without a log what the program answers is captured, and shown nowhere. */
  private async run(
    args: string[],
    log?: RunLog,
    { accept = [0], signal = this.context.signal }: RunOptions = {},
  ): Promise<ToolAnswer> {
    const { program, settings } = this.services;
    const answer = await runTool({
      ...{ program, args, ...this.place },
      signal,
      stopTimes: settings.stopTimes,
      write: log?.write,
      captureBytes: log ? undefined : MOST_JSON,
    });
    if (accept.includes(answer.exitCode)) return answer;
    throw failureOf(`${basename(program)} ${args[0]}`, answer.exitCode, answer.tail);
  }

  private async writeBackend(log: RunLog): Promise<void> {
    const { backend } = this.context.settings;
    let chosen: JsonObject;
    if (backend) {
      const config = Object.entries(backend.config).map(([key, value]) => [
        key,
        typeof value === 'string' ? value.replaceAll('{id}', this.context.resource.id) : value,
      ]);
      chosen = { [backend.kind]: Object.fromEntries(config) };
      log.info(`The state is kept in ${backend.kind}`);
    } else {
      // The address and the credential are in the environment alone: in no argument and in no file.
      Object.assign(this.place.environment, httpBackend(await this.context.stateBackend()));
      chosen = { http: {} };
      log.info('The state is kept with the portal');
    }
    const content = JSON.stringify({ terraform: { backend: chosen } });
    await this.write(join(this.place.folder, OVERRIDE_FILE), content);
  }

  private async writeVariables(log: RunLog): Promise<void> {
    const { variables: declared } = await readModule(this.place.folder, this.dialect);
    // Before the program writes anything: it does not always know what it must not show.
    for (const [name, value] of Object.entries(this.context.resource.variables)) {
      if (isSensitive(declared.get(name))) secretsIn(value).forEach(this.context.redact);
    }
    const { values, leftOut } = moduleVariables(this.context, new Set(declared.keys()));
    if (leftOut.length > 0) log.info(`The module does not know ${leftOut.join(', ')}`);
    await this.write(this.variablesPath, JSON.stringify(values));
  }

  private get dialect() {
    return basename(this.services.program).startsWith('tofu') ? 'tofu' : 'terraform';
  }

  /** A module can bring an override of its own; its state would then be where nobody looks for it. */
  private async requireBackend(): Promise<void> {
    const path = join(this.place.folder, '.terraform', 'terraform.tfstate');
    const { backend } = JSON.parse(await readFile(path, 'utf8')) as { backend?: { type?: string } };
    const wanted = this.context.settings.backend?.kind ?? 'http';
    if (backend?.type !== wanted) {
      throw new Error(`The module insists on the backend ${backend?.type} instead of ${wanted}`);
    }
  }

  /** Never through a link that the module brought along. */
  private async write(path: string, content: Buffer | string): Promise<void> {
    await rm(path, { force: true });
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
  }
}
