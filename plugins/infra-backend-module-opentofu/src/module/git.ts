import { isInfraError, upstreamFailed } from '@bailiwick/backstage-plugin-infra-node';
import { devNull } from 'node:os';
import type { GitCredential } from '../settings';
import { runTool, type StopTimes } from '../tool';

const SAID_LIMIT = 600;
/** A git that is told to stop has nothing to bring to an end. */
const STOP_TIMES: StopTimes = { interruptMs: 0, terminateMs: 1000 };

/** Settings that hold for every call, whatever the repository says. */
const SETTINGS = [
  ...['-c', 'credential.helper='],
  ...['-c', `core.hooksPath=${devNull}`],
  ...['-c', 'gc.auto=0'],
  // A header with credentials would follow a redirect to wherever it leads.
  ...['-c', 'http.followRedirects=false'],
  ...['-c', 'protocol.allow=never', '-c', 'protocol.http.allow=always'],
  ...['-c', 'protocol.https.allow=always'],
  ...['-c', 'transfer.fsckObjects=true'],
];

export interface GitOptions {
  timeoutMs: number;
  signal: AbortSignal;
  /** The whole environment, credentials included. */
  environment: Record<string, string>;
}

/**
 * Adds credentials to an environment, as settings that git gives to addresses below theirs only.
 */
export function withCredentials(
  environment: Record<string, string>,
  credentials: readonly GitCredential[],
): Record<string, string> {
  const before = Number(environment.GIT_CONFIG_COUNT ?? 0);
  const added = credentials.flatMap(({ url, username, token }, index) => {
    const basic = Buffer.from(`${username}:${token}`).toString('base64');
    return [
      [`GIT_CONFIG_KEY_${before + index}`, `http.${url}.extraHeader`],
      [`GIT_CONFIG_VALUE_${before + index}`, `Authorization: Basic ${basic}`],
    ];
  });
  return {
    ...environment,
    ...Object.fromEntries(added),
    GIT_CONFIG_COUNT: `${before + credentials.length}`,
  };
}

async function git(folder: string, args: string[], options: GitOptions): Promise<string> {
  const late = AbortSignal.timeout(options.timeoutMs);
  const { exitCode, stdout, tail } = await runTool({
    program: 'git',
    args: [...SETTINGS, ...args],
    folder,
    environment: options.environment,
    signal: AbortSignal.any([options.signal, late]),
    stopTimes: STOP_TIMES,
    captureBytes: 16 * 1024 * 1024,
  }).catch(error => {
    if (!late.aborted || options.signal.aborted) throw error;
    throw upstreamFailed(`git ${args[0]} did not end within ${options.timeoutMs / 1000} seconds`);
  });
  if (exitCode === 0) return stdout.toString('utf8').trim();
  const said = tail.trim().replace(/\s*\n\s*/g, '; ');
  throw upstreamFailed(
    `git ${args[0]} failed: ${said.slice(-SAID_LIMIT) || `it ended with ${exitCode}`}`,
  );
}

/**
 * The commit that a branch or tag stands for now; without one, that of the default branch.
 *
 * @throws InfraError UPSTREAM_FAILED; undefined is answered where there is no such branch or tag
 */
export async function resolveRef(
  folder: string,
  { url, ref }: { url: string; ref?: string },
  options: GitOptions,
): Promise<string | undefined> {
  const wanted = ref ? [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/tags/${ref}^{}`] : ['HEAD'];
  const answer = await git(folder, ['ls-remote', '--', url, ...wanted], options);
  const found = new Map(
    answer.split('\n').map(line => {
      const [commit, name] = line.split(/\s+/);
      return [name, commit];
    }),
  );
  // An annotated tag is an object of its own; what it stands for carries ^{}.
  return wanted
    .toReversed()
    .map(name => found.get(name))
    .find(commit => commit);
}

/**
 * Checks a commit out into an empty folder: only that commit where the host gives single ones, else all branches and tags.
 *
 * @throws InfraError UPSTREAM_FAILED
 */
export async function checkOut(
  folder: string,
  { url, commit }: { url: string; commit: string },
  options: GitOptions,
): Promise<void> {
  await git(folder, ['init', '--quiet', '--template=', '.'], options);
  const fetch = ['fetch', '--quiet', '--no-recurse-submodules'];
  try {
    await git(folder, [...fetch, '--depth=1', '--no-tags', '--', url, commit], options);
  } catch (error) {
    options.signal.throwIfAborted();
    const everything = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
    await git(folder, [...fetch, '--', url, ...everything], options);
  }
  await git(folder, ['checkout', '--quiet', '--detach', commit], options);
  const head = await git(folder, ['rev-parse', 'HEAD'], options);
  if (head !== commit) throw upstreamFailed(`${url} gave commit ${head} instead of ${commit}`);
}

/**
 * Whether a branch or tag has a commit in its history; without one, the default branch.
 *
 * @param folder - an empty one
 * @throws InfraError UPSTREAM_FAILED
 */
export async function isInHistory(
  folder: string,
  { url, ref, commit }: { url: string; ref?: string; commit: string },
  options: GitOptions,
): Promise<boolean> {
  await git(folder, ['init', '--quiet', '--template=', '.'], options);
  // Where the host can, only what the history consists of, without the files.
  const fetch = ['fetch', '--quiet', '--no-recurse-submodules', '--no-tags', '--filter=tree:0'];
  await git(folder, [...fetch, '--', url, ref ?? 'HEAD'], options);
  return git(folder, ['merge-base', '--is-ancestor', commit, 'FETCH_HEAD'], options).then(
    () => true,
    error => {
      options.signal.throwIfAborted();
      if (isInfraError(error)) return false;
      throw error;
    },
  );
}
