/** Deals the servers of every site out to the fields in turn: of every ten, so many to each. */
export function dealServers<S extends { name: string; site: string }>(
  servers: S[],
  serversOfTen: Record<string, number>,
): { server: S; field: string }[] {
  const turns = Object.entries(serversOfTen).flatMap(([field, count]) =>
    Array.from({ length: count }, () => field),
  );
  const seen = new Map<string, number>();
  return [...servers]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(server => {
      const turn = seen.get(server.site) ?? 0;
      seen.set(server.site, turn + 1);
      const field = turns[turn % 10];
      return field ? [{ server, field }] : [];
    });
}
