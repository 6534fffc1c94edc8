import type { JsonValue } from '@backstage/types';

const MASK = '***';

/** A shorter line of a secret of several tells nothing, such as a bracket. */
const SHORTEST_LINE = 4;

/** What is hidden of a secret: all of it, and each line. */
export function textsOf(secret: string): string[] {
  if (secret.trim() === '') return [];
  const lines = secret
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line.length >= SHORTEST_LINE);
  return [...new Set([secret, ...lines])];
}

/** Takes secrets out of what is written about a run. Several lines of one secret are hidden each on its own. */
export class Redactor {
  private secrets: string[] = [];

  /** Hides a secret from now on. Answers the texts of it that were not hidden before. */
  add(secret: string): string[] {
    const texts = textsOf(secret).filter(text => !this.secrets.includes(text));
    // The longest first, so that a secret that contains another is hidden as a whole.
    this.secrets = [...this.secrets, ...texts].sort((a, b) => b.length - a.length);
    return texts;
  }

  /** Length of the longest secret, in characters. */
  get longest(): number {
    return this.secrets[0]?.length ?? 0;
  }

  /** Cleans every text within. */
  cleanAll<T extends JsonValue | undefined>(value: T): T;
  cleanAll(value: JsonValue | undefined): JsonValue | undefined {
    if (typeof value === 'string') return this.clean(value);
    if (Array.isArray(value)) return value.map(item => this.cleanAll(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.clean(key), this.cleanAll(item)]),
    );
  }

  clean(text: string): string {
    return this.secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, MASK), text);
  }
}
