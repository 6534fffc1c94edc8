import type { StateBackend } from '@bailiwick/backstage-plugin-infra-node';
import type { OpenTofuSettings, Source } from './settings';

/** What the program is told besides credentials. */
export function toolEnvironment({ pluginCache, cliConfigFile }: OpenTofuSettings) {
  return {
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    // No questions to the maker of the program about newer versions of it.
    CHECKPOINT_DISABLE: '1',
    ...(pluginCache ? { TF_PLUGIN_CACHE_DIR: pluginCache } : {}),
    ...(cliConfigFile ? { TF_CLI_CONFIG_FILE: cliConfigFile } : {}),
  };
}

/** Where the state is, as Terraform's HTTP backend takes it from its environment. */
export const httpBackend = ({ url, username, password }: StateBackend) => ({
  TF_HTTP_ADDRESS: url,
  TF_HTTP_LOCK_ADDRESS: url,
  TF_HTTP_UNLOCK_ADDRESS: url,
  TF_HTTP_USERNAME: username,
  TF_HTTP_PASSWORD: password,
});

/** Where a module comes from, for people. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'git':
      return `${source.url}${source.folder ? `, folder ${source.folder},` : ''} at ${source.commit}`;
    case 'folder':
      return source.path;
    default:
      return 'the resource type itself';
  }
}

/**
 * Gives a lock of the state back that an earlier call of the program took; `force-unlock` cannot, since it does not say which.
 *
 * @throws Error where the portal refuses
 */
export async function giveLockBack(
  environment: Record<string, string>,
  lockId: string,
  signal: AbortSignal,
): Promise<void> {
  const { TF_HTTP_USERNAME: user, TF_HTTP_PASSWORD: password } = environment;
  const credential = Buffer.from(`${user}:${password}`).toString('base64');
  const response = await fetch(environment.TF_HTTP_UNLOCK_ADDRESS, {
    method: environment.TF_HTTP_UNLOCK_METHOD ?? 'UNLOCK',
    headers: { authorization: `Basic ${credential}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ID: lockId }),
    signal,
  });
  if (!response.ok) throw new Error(`The lock cannot be given back: HTTP ${response.status}`);
}
