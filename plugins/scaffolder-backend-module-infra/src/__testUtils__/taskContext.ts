import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { ActionContext, TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';

/** A task as the scaffolder keeps it: its checkpoints and workspace survive a crash of the process. */
export class Task {
  readonly outputs: Record<string, unknown> = {};
  private readonly checkpoints = new Map<string, JsonValue | void>();

  private constructor(readonly workspace: string) {}

  static async create(): Promise<Task> {
    return new Task(await mkdtemp(join(tmpdir(), 'bailiwick-task-')));
  }

  /** The context of one try to run a step. */
  private context<Input extends JsonObject, Output extends JsonObject>(
    input: Input,
    overrides: Partial<ActionContext<Input, Output>>,
  ): ActionContext<Input, Output> {
    return {
      ...createMockActionContext<Input, Output>({ input, workspacePath: this.workspace }),
      task: { id: 'task-1' },
      step: { id: 'step-1', name: 'Step' },
      output: (name, value) => {
        this.outputs[name as string] = value;
      },
      checkpoint: async ({ key, fn }) => {
        if (!this.checkpoints.has(key)) this.checkpoints.set(key, await fn());
        return this.checkpoints.get(key) as Awaited<ReturnType<typeof fn>>;
      },
      ...overrides,
    };
  }

  /** Runs the step once. */
  async run<Input extends JsonObject, Output extends JsonObject>(
    action: TemplateAction<Input, Output>,
    input: Input,
    overrides: Partial<ActionContext<Input, Output>> = {},
  ): Promise<void> {
    await action.handler(this.context(input, overrides));
  }

  async dispose(): Promise<void> {
    await rm(this.workspace, { recursive: true, force: true });
  }
}
