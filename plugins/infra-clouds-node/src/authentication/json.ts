export const isOwn = (object: object, key: string): boolean => Object.hasOwn(object, key);

export const asMap = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

/** Undefined for what is no JSON, or no object. */
export function parseJsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The text or number at a path such as `$.a.b` or `a`; undefined where there is none, or an empty one. */
export function textAt(object: Record<string, unknown>, path: string): string | undefined {
  const found = path
    .replace(/^\$\.?/, '')
    .split('.')
    .reduce<unknown>(
      (value, key) => (isOwn(asMap(value), key) ? asMap(value)[key] : undefined),
      object,
    );
  return (typeof found === 'string' && found !== '') || typeof found === 'number'
    ? String(found)
    : undefined;
}
