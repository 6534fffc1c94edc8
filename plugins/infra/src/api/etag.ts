/** What `If-Match` takes where a revision is what is to be changed. */
export const etagOf = (revision: number): string => `"${revision}"`;
