/** A UUID that says which one it is. */
export const idOf = (kind: number, number: number): string =>
  `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${number.toString(16).padStart(12, '0')}`;
