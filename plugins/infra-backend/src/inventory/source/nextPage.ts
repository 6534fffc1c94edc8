/** One `<target>; parameter=…` of a Link header (RFC 8288). */
const LINK = /<([^>]*)>([^<]*)/g;
const REL = /;\s*rel\s*=\s*"?([^";,]*)/i;

/**
 * The address of the next page in a Link header, if it names one.
 *
 * @param fail - makes the error for a next page that is none, or is on another server, which must not get our token
 */
export function nextPage(
  header: string | null,
  base: string,
  fail: (reason: string) => Error,
): string | undefined {
  for (const [, target, parameters] of (header ?? '').matchAll(LINK)) {
    const relations = REL.exec(parameters)?.[1].trim().toLowerCase().split(/\s+/) ?? [];
    if (!relations.includes('next')) continue;
    const next = URL.parse(target, base);
    if (!next) throw fail('links to a next page that is no address');
    if (next.origin !== new URL(base).origin) throw fail('links to a next page on another server');
    return next.href;
  }
  return undefined;
}
