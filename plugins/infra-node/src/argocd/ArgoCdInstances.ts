import type { Config } from '@backstage/config';
import { ArgoCdClient } from './ArgoCdClient';
import { readArgoCdInstances } from './settings';

/** The clients of `infra.argocd.instances`. */
export class ArgoCdInstances {
  private readonly clients: ReadonlyMap<string, ArgoCdClient>;

  constructor(clients: readonly ArgoCdClient[]) {
    this.clients = new Map(clients.map(client => [client.name, client]));
  }

  static fromConfig(config: Config): ArgoCdInstances {
    return new ArgoCdInstances(
      readArgoCdInstances(config).map(settings => new ArgoCdClient(settings)),
    );
  }

  get all(): ArgoCdClient[] {
    return [...this.clients.values()];
  }

  find(name: string): ArgoCdClient | undefined {
    return this.clients.get(name);
  }
}
