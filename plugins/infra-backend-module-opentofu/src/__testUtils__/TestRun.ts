import type { ProvisionedResource, RunLog } from '@bailiwick/backstage-plugin-infra-node';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunSettings, typeSettingsSchema } from '../settings';
import type { Context } from '../Workspace';
import type { StateServer } from './stateServer';

export const STATE_PASSWORD = 'state-password-of-the-run';

export const resourceOf = (
  variables: ProvisionedResource['variables'] = {},
): ProvisionedResource => ({
  id: randomUUID(),
  name: 'shop',
  type: 'note',
  version: '1',
  unit: {
    id: 'd3c8b9a0-0000-4000-8000-000000000001',
    slug: 'checkout',
    name: 'Checkout',
    path: ['Commerce', 'Payments', 'Checkout'],
  },
  site: 'ams1',
  variables,
  outputs: {},
  cost: { cpu: 0, ramGb: 0 },
  revision: 1,
});

export interface TestRunOptions {
  settings: unknown;
  state?: StateServer;
  approved?: Buffer;
  planFor?: 'apply' | 'destroy';
  environment?: Record<string, string>;
}

/** One run as the engine gives it, with what it wrote. */
export class TestRun {
  readonly lines: { phase: string; text: string }[] = [];
  readonly secrets: string[] = [];
  folder?: string;
  private readonly controller = new AbortController();
  private readonly waiters: { text: RegExp; resolve: () => void }[] = [];

  constructor(
    readonly resource: ProvisionedResource,
    private readonly options: TestRunOptions,
  ) {}

  /** All that was logged, with what was said to be secret left out where it was known before the line was written. */
  get log(): string {
    return this.lines.map(({ text }) => text).join('');
  }

  get phases(): string[] {
    return [...new Set(this.lines.map(({ phase }) => phase))];
  }

  cancel(): void {
    this.controller.abort(new Error('The run was cancelled'));
  }

  /** Resolves once the log has such a text. */
  async logged(text: RegExp): Promise<void> {
    if (text.test(this.log)) return;
    await new Promise<void>(resolve => this.waiters.push({ text, resolve }));
  }

  async end(): Promise<void> {
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }

  get context(): Context {
    const { options } = this;
    const tell = (phase: string, text: string) => {
      const clean = this.secrets.reduce((kept, secret) => kept.replaceAll(secret, '***'), text);
      this.lines.push({ phase, text: clean });
      for (const waiter of this.waiters) if (waiter.text.test(this.log)) waiter.resolve();
    };
    return {
      run: { id: randomUUID(), kind: 'apply', attempt: 1, requestedBy: 'user:default/tess' },
      resource: this.resource,
      settings: typeSettingsSchema.parse(options.settings) as RunSettings,
      planFor: options.planFor ?? 'apply',
      signal: this.controller.signal,
      approvedPlan: async () => options.approved,
      stateBackend: async () => {
        if (!options.state) throw new Error('Not needed');
        this.secrets.push(STATE_PASSWORD);
        return { url: options.state.url, username: 'run', password: STATE_PASSWORD };
      },
      environment: async () => options.environment ?? {},
      workingDirectory: async () => {
        this.folder ??= await mkdtemp(join(tmpdir(), 'opentofu-test-'));
        return this.folder;
      },
      phase: async (name): Promise<RunLog> => {
        const line = (text: string) => tell(name, `${text}\n`);
        return { info: line, error: line, write: (_, text) => tell(name, text) };
      },
      checkpoint: async (_, fn) => fn(),
      recall: async () => undefined,
      recordCommit: async () => undefined,
      redact: secret => void this.secrets.push(secret),
    };
  }
}
