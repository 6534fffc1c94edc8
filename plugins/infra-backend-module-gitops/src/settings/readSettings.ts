import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import { pathProblem } from '@bailiwick/backstage-plugin-infra-node';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { templateProblem } from './template';

/** An application of Argo CD, its name as a template. */
export interface ApplicationPlace {
  instance: string;
  application: string;
}

export interface PullRequestSettings {
  /** What `@octokit/rest` calls its base URL. */
  apiUrl: string;
  owner: string;
  repository: string;
  /** How often to look whether it was merged. */
  intervalMs: number;
  /** How long to wait for the merge. */
  timeoutMs: number;
}

export interface DeploymentSettings {
  place: ApplicationPlace;
  /** Places of sites that have their own, by site in lower case. */
  sites: ReadonlyMap<string, ApplicationPlace>;
  /** How often to look at an application that runs wait for. */
  intervalMs: number;
  /** How long to wait for a commit to be brought about. */
  timeoutMs: number;
  /** How long resources may be degraded before that counts as failure. */
  degradedMs: number;
}

/** `infra.gitops` of the configuration, checked, with defaults filled in. */
export interface GitOpsSettings {
  repository: {
    url: string;
    branch: string;
    credentials?: { username: string; token: string };
  };
  values: { path: string; key: string };
  author: { name: string; email: string };
  /** Undefined where changes are pushed. */
  pullRequest?: PullRequestSettings;
  /** Undefined where something else than Argo CD follows the repository. */
  deployment?: DeploymentSettings;
  /** How long one call of git may take. */
  gitTimeoutMs: number;
  /** How long a change may wait for its commit. */
  commitTimeoutMs: number;
  cacheFolder: string;
}

const refuse = (key: string, rule: string) => new InputError(`infra.gitops.${key} ${rule}`);

/**
 * Reads `infra.gitops`; undefined where it is not configured.
 *
 * @throws InputError, one sentence that names the key and the rule
 */
export function readGitOpsSettings(config: Config): GitOpsSettings | undefined {
  const gitops = config.getOptionalConfig('infra.gitops');
  if (!gitops) return undefined;
  const repository = readRepository(gitops.getConfig('repository'));
  return {
    repository,
    values: readValues(gitops),
    author: readAuthor(gitops),
    pullRequest: readPullRequest(gitops, repository),
    deployment: readDeployment(gitops, config),
    gitTimeoutMs: milliseconds(gitops, 'timeout.git', { seconds: 60 }),
    commitTimeoutMs: milliseconds(gitops, 'timeout.commit', { minutes: 5 }),
    cacheFolder:
      gitops.getOptionalString('cacheDirectory') ??
      join(tmpdir(), `bailiwick-gitops-${userInfo().username}`),
  };
}

function readRepository(repository: Config): GitOpsSettings['repository'] {
  const url = repository.getString('url');
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
    throw refuse('repository.url', 'must be an http:// or https:// address');
  }
  if (parsed.username || parsed.password) {
    throw refuse('repository.url', 'must not contain credentials; repository.token holds them');
  }
  const branch = repository.getOptionalString('branch') ?? 'main';
  if (!/^[\w][\w./-]*$/.test(branch) || /\.\.|\/\/|\.lock$|[./]$/.test(branch)) {
    throw refuse('repository.branch', 'must be the name of a branch');
  }
  const token = repository.getOptionalString('token');
  const username = repository.getOptionalString('username') ?? 'x-access-token';
  return { url, branch, credentials: token === undefined ? undefined : { username, token } };
}

function readValues(gitops: Config): GitOpsSettings['values'] {
  const path = gitops.getOptionalString('values.path') ?? 'src/helm/values.yaml';
  const problem = templateProblem(path) ?? pathProblem(path);
  if (problem) throw refuse('values.path', problem);
  return { path, key: gitops.getOptionalString('values.key') ?? 'namespaces' };
}

function readAuthor(gitops: Config): GitOpsSettings['author'] {
  const author = {
    name: gitops.getOptionalString('author.name') ?? 'Bailiwick',
    email: gitops.getOptionalString('author.email') ?? 'bailiwick@localhost',
  };
  for (const [key, value] of Object.entries(author)) {
    if (/[<>\n]/.test(value)) throw refuse(`author.${key}`, 'must not contain < or >');
  }
  return author;
}

function readPullRequest(
  gitops: Config,
  { url, credentials }: GitOpsSettings['repository'],
): PullRequestSettings | undefined {
  const mode = gitops.getOptionalString('mode') ?? 'push';
  if (mode === 'push') return undefined;
  if (mode !== 'pull-request') throw refuse('mode', 'must be push or pull-request');
  if (!credentials) throw refuse('repository.token', 'is needed where mode is pull-request');
  const { hostname, origin, pathname } = new URL(url);
  const [owner, repository] = pathname
    .replace(/\.git$/, '')
    .split('/')
    .slice(-2);
  if (!owner || !repository) {
    throw refuse('repository.url', 'must end in <owner>/<repository> where mode is pull-request');
  }
  return {
    apiUrl:
      gitops.getOptionalString('pullRequest.apiUrl') ??
      (hostname === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`),
    owner,
    repository,
    intervalMs: milliseconds(gitops, 'pullRequest.interval', { seconds: 15 }),
    timeoutMs: milliseconds(gitops, 'pullRequest.timeout', { hours: 72 }),
  };
}

function readDeployment(gitops: Config, config: Config): DeploymentSettings | undefined {
  const argocd = gitops.getOptionalConfig('argocd');
  if (!argocd) return undefined;
  const instances = (config.getOptionalConfigArray('infra.argocd.instances') ?? []).map(entry =>
    entry.getString('name'),
  );
  const read = (from: Config, key: string, fallback?: ApplicationPlace): ApplicationPlace => {
    const place = {
      instance: from.getOptionalString('instance') ?? fallback?.instance ?? instances[0],
      application: from.getOptionalString('application') ?? fallback?.application ?? 'namespaces',
    };
    if (!instances.includes(place.instance)) {
      throw refuse(`${key}.instance`, 'must be the name of an entry of infra.argocd.instances');
    }
    const problem = templateProblem(place.application);
    if (problem) throw refuse(`${key}.application`, problem);
    return place;
  };
  const place = read(argocd, 'argocd');
  const sites = argocd.getOptionalConfig('sites');
  return {
    place,
    sites: new Map(
      sites
        ?.keys()
        .map(site => [
          site.toLowerCase(),
          read(sites.getConfig(site), `argocd.sites.${site}`, place),
        ]),
    ),
    intervalMs: milliseconds(gitops, 'argocd.interval', { seconds: 2 }),
    timeoutMs: milliseconds(gitops, 'argocd.timeout', { minutes: 5 }),
    degradedMs: milliseconds(gitops, 'argocd.degraded', { seconds: 10 }),
  };
}

function milliseconds(config: Config, key: string, fallback: HumanDuration): number {
  const duration = config.has(key) ? readDurationFromConfig(config, { key }) : fallback;
  const result = durationToMilliseconds(duration);
  if (!(result > 0)) throw refuse(key, 'must be longer than nothing');
  return result;
}
