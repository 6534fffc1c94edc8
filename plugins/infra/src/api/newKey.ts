/** A key for `Idempotency-Key`: random, and available outside secure contexts as well, where `crypto.randomUUID` is not. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
