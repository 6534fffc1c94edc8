import type { ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';
import { type GitHostPlace, pathProblem } from '@bailiwick/backstage-plugin-infra-node';
import type { UnitRecord } from '../organisation';

const GITHUB = 'github.com';

const withoutSlash = (url: string) => url.replace(/\/+$/, '');

/** The last two parts of a repository's address; undefined where there are not two. */
function ownerAndName(url: string): [owner: string, name: string] | undefined {
  const parts = new URL(url).pathname.split('/').filter(Boolean);
  const [owner, name] = parts.slice(-2).map(part => decodeURIComponent(part));
  return owner && name ? [owner, name.replace(/\.git$/, '')] : undefined;
}

/** Where a repository's host has its API, unless somebody says otherwise: GitHub's own, or as GitHub Enterprise has it. */
export function apiUrlOf(url: string): string {
  const { origin, hostname } = new URL(url);
  return hostname === GITHUB ? 'https://api.github.com' : `${origin}/api/v3`;
}

/** Which repository the API is asked about. */
export function placeOf({ url, apiUrl }: { url: string; apiUrl: string }): GitHostPlace {
  const names = ownerAndName(url);
  if (!names) throw new Error(`${url} names no repository`);
  return { apiUrl: withoutSlash(apiUrl), owner: names[0], repository: names[1] };
}

/** Where people see a folder of the repository on the host. */
export const treeUrl = (url: string, branch: string, path: string): string =>
  `${withoutSlash(url).replace(/\.git$/, '')}/tree/${encodeURI(branch)}/${encodeURI(path)}`;

/**
 * What is wrong with where a repository is. A credential goes to addresses below that of its integration only, and to the API of the
 * same host: whoever may use a credential could send it anywhere otherwise.
 *
 * @param account - address of the integration
 */
export function placeProblems(
  { url, apiUrl }: { url: string; apiUrl: string },
  account: string,
): ValidationProblem[] {
  const problems: ValidationProblem[] = [];
  const refuse = (pointer: string, message: string) => problems.push({ pointer, message });
  const repository = new URL(url);
  const below = new URL(`${withoutSlash(account)}/`);
  if (!ownerAndName(url)) refuse('/url', 'must end with the owner and the name of a repository');
  if (repository.origin !== below.origin || !repository.pathname.startsWith(below.pathname)) {
    refuse('/url', `must be below ${account}, the address of the integration`);
  }
  const api = new URL(apiUrl);
  const isOfHost =
    api.origin === below.origin ||
    (below.hostname === GITHUB && api.origin === 'https://api.github.com');
  if (!isOfHost) refuse('/apiUrl', 'must be on the host of the integration');
  return problems;
}

/** What a folder is named after. */
export interface Mirrored {
  id: string;
  name: string;
  type: string;
  site?: string;
}

/**
 * The folder of a resource.
 *
 * @param chain - the units from the root down to the team
 * @throws Error where the resource has no site, or the path leads nowhere
 */
export function pathOf(
  template: string,
  { id, name, type, site }: Mirrored,
  chain: readonly UnitRecord[],
): string {
  const values: Record<string, string | undefined> = {
    ...{ id, name, type },
    site: site?.toLowerCase(),
    unit: chain.map(({ slug }) => slug).join('/'),
    team: chain.at(-1)?.slug,
  };
  const path = template.replace(/\{(\w+)\}/g, (_, placeholder: string) => {
    const value = values[placeholder];
    if (!value)
      throw new Error(`The path ${template} needs a ${placeholder}, and ${name} has none`);
    return value;
  });
  const problem = pathProblem(path);
  if (problem) throw new Error(`${path} ${problem}`);
  return path;
}
