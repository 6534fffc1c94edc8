import type { QueryClient } from '@tanstack/react-query';
import type { QueryKey } from './queryKeys';

const WAIT_MS = 250;

type Progress = 'waiting' | 'running' | 'dirty';

/**
 * Turns a burst of changes into few fetches: per key it waits a moment, fetches once, and fetches again only if another change
 * came while it did. A slow answer is thus never interrupted for good by a steady stream of changes.
 */
export class CoalescingInvalidator {
  readonly #progress = new Map<string, Progress>();
  readonly #queryClient: QueryClient;

  constructor(queryClient: QueryClient) {
    this.#queryClient = queryClient;
  }

  invalidate(queryKey: QueryKey): void {
    const name = JSON.stringify(queryKey);
    switch (this.#progress.get(name)) {
      case 'waiting':
      case 'dirty':
        return;
      case 'running':
        this.#progress.set(name, 'dirty');
        return;
      default:
        this.#schedule(name, queryKey);
    }
  }

  #schedule(name: string, queryKey: QueryKey): void {
    this.#progress.set(name, 'waiting');
    setTimeout(async () => {
      this.#progress.set(name, 'running');
      await this.#queryClient.invalidateQueries({ queryKey });
      const again = this.#progress.get(name) === 'dirty';
      this.#progress.delete(name);
      if (again) this.#schedule(name, queryKey);
    }, WAIT_MS);
  }
}
