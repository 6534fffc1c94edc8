const NAMESPACE_LIMIT = 63;
const HASH_LENGTH = 6;

/** FNV-1a, 32 bit: short, stable and the same in the browser and on the server. It only tells cut names apart. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ character, 0x01000193) >>> 0;
  }
  return hash.toString(36).padStart(7, '0').slice(-HASH_LENGTH);
}

/**
 * The Kubernetes namespace of a project, `<team slug>-<project>`: a DNS-1123 label of at most 63 characters. A longer name is
 * cut and ends in a short hash of the whole.
 */
export function namespaceName(teamSlug: string, project: string): string {
  const whole = `${teamSlug}-${project}`.toLowerCase();
  if (whole.length <= NAMESPACE_LIMIT) return whole;
  const kept = whole.slice(0, NAMESPACE_LIMIT - HASH_LENGTH - 1).replace(/-+$/, '');
  return `${kept}-${shortHash(whole)}`;
}
