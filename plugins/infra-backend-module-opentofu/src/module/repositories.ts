/** Whether an address is one of these, or below one of them. */
export function isAmong(url: string, repositories: readonly string[]): boolean {
  // As git will ask for it: without `..` and the like.
  const { href } = new URL(url);
  // A host may read these as slashes, and so find a way up that is not seen here.
  if (/%2f|%5c/i.test(href)) return false;
  return repositories.some(allowed => {
    const start = new URL(allowed).href.replace(/\/+$/, '');
    return href === start || href.startsWith(`${start}/`);
  });
}
