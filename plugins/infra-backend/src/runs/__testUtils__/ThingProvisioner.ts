import type {
  ApplyResult,
  BuiltInResourceType,
  PlanResult,
  Provisioner,
  ProvisionerContext,
} from '@bailiwick/backstage-plugin-infra-node';
import { mkdirSync, writeFileSync } from 'node:fs';
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

type Step = 'make' | 'mark' | 'remove' | 'takeBack' | 'putBack';

/**
 * Where a test can step in: before a durable step, within it before and after its effect, and after its result was stored.
 */
export type Moment = `${'before' | 'within' | 'effect' | 'after'}:${Step}`;

const JOURNAL = '.journal';

const contentOf = ({ resource }: ProvisionerContext<{}>) => JSON.stringify(resource.variables);

export type Intervention = (context: ProvisionerContext) => Promise<void> | void;

/**
 * A provisioner whose things are files in a directory: it works in three durable steps, tells what it does in the log, and takes
 * back what it left. Tests step in at its moments to fail, wait or kill.
 */
export class ThingProvisioner implements Provisioner<{}> {
  readonly id: string;
  readonly settingsSchema = z.object({});
  recovery: 'resume' | 'stop' = 'resume';
  concurrency = 20;
  timeoutMs?: number;
  canUpdate = true;
  usesIntegrations?: boolean;
  compensate?: Provisioner<{}>['compensate'] = context => this.takeBack(context);
  revert?: Provisioner<{}>['revert'];
  private readonly interventions = new Map<Moment, Intervention>();

  constructor(
    private readonly directory: string,
    id = 'things',
  ) {
    this.id = id;
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, JOURNAL), '', { flag: 'a' });
  }

  at(moment: Moment, intervention: Intervention | undefined): void {
    if (intervention) this.interventions.set(moment, intervention);
    else this.interventions.delete(moment);
  }

  /** Forgets every intervention and setting of a test. */
  reset(): void {
    this.interventions.clear();
    this.recovery = 'resume';
    this.concurrency = 20;
    this.timeoutMs = undefined;
    this.compensate = context => this.takeBack(context);
    this.revert = undefined;
  }

  /** From now on a change that failed is taken back. */
  takesChangesBack(): void {
    this.revert = context =>
      this.step(context, 'putBack', () => writeFile(this.pathOf(context), contentOf(context)));
  }

  /** What a thing was made from. */
  async content(thing: string): Promise<unknown> {
    return JSON.parse(await readFile(join(this.directory, thing), 'utf8'));
  }

  /** Names of the things that exist. */
  async things(): Promise<string[]> {
    return (await readdir(this.directory)).filter(name => name !== JOURNAL).sort();
  }

  /** Each time that a step had its effect, as `make shop`, over all processes that share the directory. */
  async effects(): Promise<string[]> {
    const journal = await readFile(join(this.directory, JOURNAL), 'utf8');
    return journal.split('\n').filter(line => line !== '');
  }

  async plan(_context: ProvisionerContext<{}>): Promise<PlanResult> {
    return { summary: { create: 1 } };
  }

  async apply(context: ProvisionerContext<{}>): Promise<ApplyResult> {
    const log = await context.phase('make');
    log.info(`Making ${context.resource.name}`);
    await this.step(context, 'make', async () => {
      await writeFile(this.pathOf(context), contentOf(context));
      return 'made';
    });
    await context.phase('mark');
    await this.step(context, 'mark', async () => {
      await context.recordCommit('0123456789abcdef0123456789abcdef01234567');
    });
    log.info('Done');
    return { outputs: { url: `https://things.example/${context.resource.name}` } };
  }

  async destroy(context: ProvisionerContext<{}>): Promise<void> {
    await context.phase('remove');
    await this.step(context, 'remove', () => rm(this.pathOf(context), { force: true }));
  }

  private async takeBack(context: ProvisionerContext<{}>): Promise<void> {
    await context.phase('compensate');
    await this.step(context, 'takeBack', () => rm(this.pathOf(context), { force: true }));
  }

  private async step(
    context: ProvisionerContext<{}>,
    name: Step,
    effect: () => Promise<string | void>,
  ): Promise<void> {
    await this.interventions.get(`before:${name}`)?.(context);
    await context.checkpoint(name, async () => {
      await this.interventions.get(`within:${name}`)?.(context);
      const result = await effect();
      await appendFile(join(this.directory, JOURNAL), `${name} ${context.resource.name}\n`);
      await this.interventions.get(`effect:${name}`)?.(context);
      return result;
    });
    await this.interventions.get(`after:${name}`)?.(context);
  }

  private pathOf({ resource }: ProvisionerContext<{}>): string {
    return join(this.directory, resource.externalName ?? resource.name);
  }
}

/** What {@link ThingProvisioner} makes: a thing takes as many cores and GiB as its size. */
export const thingType: BuiltInResourceType = {
  name: 'thing',
  title: 'Thing',
  labels: {},
  provisioner: 'things',
  parents: [],
  siteRequired: true,
  version: '1',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: { size: { type: 'integer', minimum: 0, maximum: 100, default: 1 } },
  },
  cost: ({ variables }) => ({ cpu: Number(variables.size), ramGb: Number(variables.size) }),
  externalName: ({ unit, name }) => `${unit.slug}.${name}`,
};
