import { StatusLabel, type Tone } from '../shared';
import { useText } from '../translations';

const HEALTH = {
  Healthy: 'good',
  Progressing: 'busy',
  Degraded: 'bad',
  Suspended: 'ended',
  Missing: 'warning',
  Unknown: 'unclear',
} as const satisfies Record<string, Tone>;

const SYNC = {
  Synced: 'good',
  OutOfSync: 'warning',
  Unknown: 'unclear',
} as const satisfies Record<string, Tone>;

const isOneOf = <T extends object>(known: T, name: string): name is string & keyof T =>
  name in known;

/** How an application, or a resource of it, is; what Argo CD may come to say besides is shown as it says it. */
export function HealthLabel({ health }: { health: string }) {
  const t = useText();
  if (!isOneOf(HEALTH, health)) return <StatusLabel tone="unclear">{health}</StatusLabel>;
  return <StatusLabel tone={HEALTH[health]}>{t(`argocd.health.${health}`)}</StatusLabel>;
}

/** Whether the cluster is as the repository says. */
export function SyncLabel({ sync }: { sync: string }) {
  const t = useText();
  if (!isOneOf(SYNC, sync)) return <StatusLabel tone="unclear">{sync}</StatusLabel>;
  return <StatusLabel tone={SYNC[sync]}>{t(`argocd.sync.${sync}`)}</StatusLabel>;
}

/** A commit, short; the whole of it shows on hovering. */
export function Revision({ revision }: { revision: string }) {
  const isCommit = /^[0-9a-f]{40}$/.test(revision);
  return <code title={revision}>{isCommit ? revision.slice(0, 9) : revision}</code>;
}
