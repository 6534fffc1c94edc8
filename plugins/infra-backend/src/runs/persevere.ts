import { isDatabaseGone } from '@bailiwick/backstage-plugin-infra-node';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LeaseLost } from './aborts';

const PAUSE_MS = { first: 100, longest: 2_000 };

/** What a worker holds a run by. */
export interface Lease {
  /** Set once the run may be another worker's. */
  readonly lost?: LeaseLost;
}

/**
 * Repeats `work` while the database is away, for as long as the run is this worker's. `work` must bear being repeated, since an
 * answer can get lost after a commit.
 */
export async function persevere<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
  for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.longest)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseGone(error)) throw error;
      if (lease.lost) throw lease.lost;
      await sleep(pause);
    }
  }
}
