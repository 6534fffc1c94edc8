import { LRUCache } from 'lru-cache';
import type { PlacedBinding } from './actor';

/** Where roles come from: bindings made by hand, and groups of the directory. */
export interface BindingSource {
  /** The bindings that count now. */
  bindingsOf(userRef: string): Promise<PlacedBinding[]>;
}

/** What another process changed counts here after this long; what this process changed counts at once. */
const TTL_MS = 2_000;

/** The roles of users, remembered for a moment because every request asks for them. */
export class CurrentBindings {
  readonly #known = new LRUCache<string, Promise<readonly PlacedBinding[]>>({
    max: 10_000,
    ttl: TTL_MS,
  });

  readonly #sources: BindingSource[] = [];

  addSource(source: BindingSource): void {
    this.#sources.push(source);
  }

  async of(userRef: string): Promise<readonly PlacedBinding[]> {
    const known = this.#known.get(userRef);
    if (known) return known;
    const read = this.#read(userRef);
    this.#known.set(userRef, read);
    read.catch(() => this.#known.delete(userRef));
    return read;
  }

  /** Called when bindings changed: of one user, or of anybody where a unit changed. */
  forget(userRef?: string): void {
    if (userRef === undefined) this.#known.clear();
    else this.#known.delete(userRef);
  }

  async #read(userRef: string): Promise<readonly PlacedBinding[]> {
    const found = await Promise.all(this.#sources.map(source => source.bindingsOf(userRef)));
    return found.flat();
  }
}
