import { randomUUID } from 'node:crypto';
import { NamespaceEntry } from './manifests';
import { Health } from './types';

export interface LiveNamespace {
  entry: NamespaceEntry;
  uid: string;
  createdAt: Date;
  /** Until then what was created or deleted last is under way. */
  settlesAt: number;
  deleting: boolean;
}

/** The namespaces that exist, which change as slowly as a real cluster's. */
export class Cluster {
  private readonly namespaces = new Map<string, LiveNamespace>();

  all(): LiveNamespace[] {
    const now = Date.now();
    for (const [name, { deleting, settlesAt }] of this.namespaces) {
      if (deleting && settlesAt <= now) this.namespaces.delete(name);
    }
    return [...this.namespaces.values()];
  }

  find(name: string): LiveNamespace | undefined {
    return this.all().find(({ entry }) => entry.name === name);
  }

  /** @returns what kubectl would say about it */
  apply(entry: NamespaceEntry, settleSeconds: number): 'created' | 'configured' | 'unchanged' {
    const live = this.find(entry.name);
    if (live && !live.deleting) {
      const changed = !sameEntry(live.entry, entry);
      live.entry = entry;
      return changed ? 'configured' : 'unchanged';
    }
    this.namespaces.set(entry.name, {
      entry,
      uid: randomUUID(),
      createdAt: new Date(),
      settlesAt: Date.now() + settleSeconds * 1000,
      deleting: false,
    });
    return 'created';
  }

  prune(name: string, settleSeconds: number): void {
    const live = this.find(name);
    if (!live || live.deleting) return;
    live.deleting = true;
    live.settlesAt = Date.now() + settleSeconds * 1000;
  }
}

export function sameEntry(a: NamespaceEntry, b: NamespaceEntry): boolean {
  return (
    a.teamId === b.teamId &&
    `${a.resourceQuota.cpu}` === `${b.resourceQuota.cpu}` &&
    `${a.resourceQuota.memory}` === `${b.resourceQuota.memory}`
  );
}

/** Health of a namespace's resources; a namespace that is not there is missing. */
export function healthOf(live: LiveNamespace | undefined, failing: string[]): Health {
  if (!live) return { status: 'Missing' };
  const { name } = live.entry;
  if (failing.includes(name)) {
    return {
      status: 'Degraded',
      message: `namespace "${name}" is not usable: its quota is more than the cluster has`,
    };
  }
  if (live.deleting) return { status: 'Progressing', message: 'Pending deletion' };
  return { status: live.settlesAt > Date.now() ? 'Progressing' : 'Healthy' };
}
