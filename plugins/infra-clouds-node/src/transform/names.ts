import type { Node } from 'web-tree-sitter';

const MOST_TRIES = 20;

/** The names to try for a thing, nearest first. */
function* candidatesFor(name: string): Generator<string> {
  yield name;
  const bare = name.replace(/^_+/, '');
  yield `_${bare}`;
  for (let number = 2; number < MOST_TRIES; number++) yield `_${bare}_${number}`;
}

/**
 * Names that a module gets, chosen so that none of the user's means something else afterwards: a name that the code mentions
 * anywhere, except where it is about to go, is taken.
 */
export class Names {
  private readonly taken = new Set<string>();
  private readonly given = new Map<string, string>();

  /**
   * @param mentions where the code mentions a name and goes on to
   * @param reserved names inside of generated functions
   */
  constructor(
    readonly mentions: (name: string) => Node[],
    private readonly reserved: ReadonlySet<string>,
  ) {}

  /** A name for a thing of the module, near to what its rule calls it; the same thing gets the same name. */
  claim(key: string, wanted: string): string {
    const known = this.given.get(key);
    if (known) return known;
    for (const name of candidatesFor(wanted)) {
      if (!this.isFree(name)) continue;
      this.take(key, name);
      return name;
    }
    throw new Error(`No name is free for ${wanted}`);
  }

  /** Uses a name that the code already has for this thing. */
  take(key: string, name: string): void {
    this.taken.add(name);
    this.given.set(key, name);
  }

  private isFree(name: string): boolean {
    return !this.taken.has(name) && !this.reserved.has(name) && this.mentions(name).length === 0;
  }
}
