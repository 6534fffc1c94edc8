import { z } from 'zod';

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The faults of one part: what it is told to do wrong. A patch merges into what stands: objects by
 * key, anything else replaces. `null` returns a fault, or one key of a fault that is a map, to the
 * start.
 */
export class Faults<T extends object> {
  private readonly listeners: (() => void)[] = [];
  private values: T;

  constructor(
    private readonly schema: z.ZodType<T>,
    private readonly start: T,
  ) {
    this.values = structuredClone(start);
  }

  get current(): Readonly<T> {
    return this.values;
  }

  set(patch: { [K in keyof T]?: T[K] | null }): void {
    this.prepare(patch)();
  }

  /**
   * Checks a patch without applying it.
   *
   * @returns what applies it
   * @throws ZodError naming what is wrong with it
   */
  prepare(patch: unknown): () => void {
    const next = this.merged(patch);
    return () => this.replace(next);
  }

  reset(): void {
    this.replace(structuredClone(this.start));
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  private merged(patch: unknown): T {
    if (!isObject(patch)) return this.schema.parse(patch);
    const merged: Values = { ...(this.values as Values) };
    for (const [name, value] of Object.entries(patch)) {
      const before = merged[name];
      if (value === null) merged[name] = structuredClone((this.start as Values)[name]);
      else merged[name] = isObject(before) && isObject(value) ? mergeKeys(before, value) : value;
    }
    return this.schema.parse(merged);
  }

  private replace(values: T): void {
    this.values = values;
    this.listeners.forEach(listener => listener());
  }
}

function mergeKeys(before: Values, patch: Values): Values {
  const merged = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    if (value === null) delete merged[key];
    // Below this level a null is a value like any other: a row may hold one.
    else merged[key] = isObject(old) && isObject(value) ? { ...old, ...value } : value;
  }
  return merged;
}
