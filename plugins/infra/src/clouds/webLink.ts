/** The address where it leads to the web; plugins are files of others, and other kinds of addresses can do more than open a page. */
export function webLink(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  return ['http:', 'https:'].includes(new URL(url).protocol) ? url : undefined;
}
