import type { StateBackend } from '@bailiwick/backstage-plugin-infra-node';
import type { OpenTofuSettings, TypeSettings } from './settings';

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
export function describeSource(source: TypeSettings['source']): string {
  switch (source.kind) {
    case 'git':
      return `${source.url}${source.folder ? `, folder ${source.folder},` : ''} at ${source.commit}`;
    case 'folder':
      return source.path;
    default:
      return 'the resource type itself';
  }
}
