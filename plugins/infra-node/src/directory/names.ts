/** A folded user name that can be the name of a User entity. */
const ENTITY_NAME = /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/;

/**
 * The form in which names of the directory compare: a directory does not tell `Tess` from `tess`,
 * nor one space from two, and neither do we.
 */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLocaleLowerCase('en-US').replace(/\s+/g, ' ').trim();
}

/**
 * The user entity of somebody in the directory, or undefined where the name cannot be an entity's. It is never bent to fit: two people
 * could become one.
 */
export function userRefOf(username: string): string | undefined {
  const name = foldName(username);
  return ENTITY_NAME.test(name) ? `user:default/${name}` : undefined;
}
