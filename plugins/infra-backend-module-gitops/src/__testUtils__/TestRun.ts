import type {
  ProvisionedResource,
  ProvisionerContext,
  RunLog,
} from '@bailiwick/backstage-plugin-infra-node';
import type { JsonValue } from '@backstage/types';
import { randomUUID } from 'node:crypto';
import { type TypeSettings, typeSettingsSchema } from '../settings';

/** Where a worker dies: before a step's work, or after it and before its result is stored. */
export type Death = { step: string; when: 'before' | 'after' };

/** What a worker that died would have been told last. */
export class WorkerDied extends Error {}

export const resourceOf = (
  name: string,
  changes: Partial<ProvisionedResource> = {},
): ProvisionedResource => ({
  id: randomUUID(),
  name,
  type: 'project',
  version: '1',
  externalName: `checkout-${name}`,
  unit: {
    id: 'd3c8b9a0-0000-4000-8000-000000000001',
    slug: 'checkout',
    name: 'Checkout',
    path: ['Commerce', 'Payments', 'Checkout'],
  },
  site: 'ams1',
  variables: { slaType: 'bronze', performanceTier: 'regular' },
  outputs: {},
  cost: { cpu: 2, ramGb: 4 },
  revision: 1,
  ...changes,
});

/** A run as the engine keeps it: its steps outlive the worker, {@link context} is what one worker gets for one stage. */
export class TestRun {
  readonly log: string[] = [];
  readonly commits: string[] = [];
  private readonly steps = new Map<string, JsonValue | undefined>();
  private readonly controller = new AbortController();

  constructor(
    readonly resource: ProvisionedResource,
    readonly id: string = randomUUID(),
  ) {}

  cancel(): void {
    this.controller.abort(new Error('The run was cancelled'));
  }

  context(
    kind: 'apply' | 'destroy',
    options: { stage?: 'work' | 'compensate'; death?: Death; settings?: unknown } = {},
  ): ProvisionerContext<TypeSettings> {
    const { stage = 'work', death } = options;
    const dies = (step: string, when: Death['when']) => {
      if (death?.step === step && death.when === when) throw new WorkerDied(`at ${when} ${step}`);
    };
    const line = (phase: string) => (text: string) => void this.log.push(`${phase}: ${text}`);
    return {
      run: { id: this.id, kind, attempt: 1, requestedBy: 'user:default/tess' },
      resource: this.resource,
      settings: typeSettingsSchema.parse(options.settings),
      planFor: 'apply',
      approvedPlan: async () => undefined,
      stateBackend: () => Promise.reject(new Error('Not needed')),
      environment: async () => ({}),
      signal: stage === 'work' ? this.controller.signal : new AbortController().signal,
      workingDirectory: () => Promise.reject(new Error('Not needed')),
      phase: async (name): Promise<RunLog> => ({
        info: line(name),
        error: line(name),
        write: (_, text) => line(name)(text),
      }),
      checkpoint: async (key, fn) => {
        const place = `${stage} ${key}`;
        if (this.steps.has(place)) return this.steps.get(place) as Awaited<ReturnType<typeof fn>>;
        dies(key, 'before');
        const result = await fn();
        dies(key, 'after');
        this.steps.set(place, result as JsonValue);
        return result;
      },
      recall: async <T extends JsonValue>(key: string) =>
        this.steps.get(`work ${key}`) as T | undefined,
      recordCommit: async sha => void this.commits.push(sha),
      redact: () => undefined,
    };
  }
}
