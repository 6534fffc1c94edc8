/** A repository as templates name it: `host?owner=…&repo=…`, what `infra:repository:*` and Backstage's own actions take. */
export interface RepositoryName {
  host: string;
  owner: string;
  repo: string;
}

export function parseRepoUrl(value: string | undefined): Partial<RepositoryName> {
  const [host, query] = (value ?? '').split('?');
  const params = new URLSearchParams(query);
  return {
    host: host || undefined,
    owner: params.get('owner') || undefined,
    repo: params.get('repo') || undefined,
  };
}

/** What is not known yet is left out. */
export function formatRepoUrl({ host = '', owner, repo }: Partial<RepositoryName>): string {
  const params = new URLSearchParams({ ...(owner ? { owner } : {}), ...(repo ? { repo } : {}) });
  return `${host}?${params}`;
}

/** Where the git host has it, for those who read it there; undefined until it is wholly named. */
export const addressOf = ({ host, owner, repo }: Partial<RepositoryName>): string | undefined =>
  host && owner && repo
    ? `https://${host}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`
    : undefined;
