import type { Provisioner, ProvisionerContext } from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';

/** A provisioner whose runs go on until the test lets them end: it lends what they were given. */
export class HoldingProvisioner implements Provisioner<{}> {
  readonly id = 'holder';
  readonly settingsSchema = z.object({});
  readonly recovery = 'stop';
  readonly concurrency = 20;
  readonly canUpdate = true;
  private readonly contexts = new Map<string, ProvisionerContext>();
  private readonly ends = new Map<string, (failure?: Error) => void>();

  /** The context of the run that holds a resource of that name. */
  async context(name: string): Promise<ProvisionerContext> {
    for (;;) {
      const context = this.contexts.get(name);
      if (context) return context;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  /** Lets the run end. */
  release(name: string): void {
    this.ends.get(name)?.();
    this.contexts.delete(name);
  }

  /** Lets the run end in an error. */
  fail(name: string): void {
    this.ends.get(name)?.(new Error('It was to fail'));
    this.contexts.delete(name);
  }

  releaseAll(): void {
    for (const name of this.contexts.keys()) this.release(name);
  }

  async plan(context: ProvisionerContext) {
    await this.hold(context);
    return { summary: {} };
  }

  async apply(context: ProvisionerContext) {
    await this.hold(context);
    return {};
  }

  destroy(context: ProvisionerContext): Promise<void> {
    return this.hold(context);
  }

  private async hold(context: ProvisionerContext): Promise<void> {
    const { name } = context.resource;
    await new Promise<void>((resolve, reject) => {
      this.ends.set(name, failure => (failure ? reject(failure) : resolve()));
      this.contexts.set(name, context);
      context.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
