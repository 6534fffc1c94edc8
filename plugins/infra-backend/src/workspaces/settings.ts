import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const KEY = 'infra.workspaces';

export interface WorkspaceOptions {
  /** Whether this process writes to git hosts. */
  mirror: boolean;
  /** How often pull requests that wait are looked at. */
  lookEveryMs: number;
  /** How long one call of git may take. */
  gitTimeoutMs: number;
  /** Folder of all clones of this machine. */
  cacheFolder: string;
  author: { name: string; email: string };
  /** Address of the portal, for links; without a slash at its end. */
  portal: string;
}

/** @throws Error, one sentence that names the key and the rule */
export function readWorkspaceOptions(config: Config): WorkspaceOptions {
  const options = config.getOptionalConfig(KEY);
  const duration = (key: string, fallback: HumanDuration) => {
    const read = options?.has(key) ? readDurationFromConfig(options, { key }) : fallback;
    const milliseconds = durationToMilliseconds(read);
    if (!(milliseconds > 0)) throw new Error(`${KEY}.${key} must be longer than nothing`);
    return milliseconds;
  };
  const author = {
    name: options?.getOptionalString('author.name') ?? 'Bailiwick',
    email: options?.getOptionalString('author.email') ?? 'bailiwick@localhost',
  };
  for (const [key, value] of Object.entries(author)) {
    if (/[<>\n]/.test(value)) throw new Error(`${KEY}.author.${key} must not contain < or >`);
  }
  return {
    mirror: options?.getOptionalBoolean('mirror') ?? true,
    lookEveryMs: duration('lookEvery', { minutes: 2 }),
    gitTimeoutMs: duration('timeout', { seconds: 60 }),
    cacheFolder:
      options?.getOptionalString('cacheDirectory') ??
      join(tmpdir(), `bailiwick-workspaces-${userInfo().uid}`),
    author,
    portal: (config.getOptionalString('app.baseUrl') ?? '').replace(/\/+$/, ''),
  };
}
