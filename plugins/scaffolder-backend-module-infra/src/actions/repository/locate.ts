import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import { parseRepoUrl } from '@backstage/plugin-scaffolder-node';
import type { RepositoryAddress } from './GitHubRepository';

/**
 * The repository that a picker's value names, with the user's own token or that of the integration.
 *
 * @throws InputError that names the host when it has no integration or no token
 */
export async function locate(
  repoUrl: string,
  integrations: ScmIntegrationRegistry,
  userToken: string | undefined,
): Promise<RepositoryAddress> {
  const { owner, repo, host } = parseRepoUrl(repoUrl, integrations);
  if (!owner) throw new InputError(`repoUrl names no owner: ${repoUrl}`);
  const integration = integrations.github.byHost(host);
  if (!integration?.config.apiBaseUrl) {
    throw new InputError(`No GitHub integration is configured for the host ${host}`);
  }
  const token =
    userToken ??
    (
      await DefaultGithubCredentialsProvider.fromIntegrations(integrations).getCredentials({
        url: `https://${host}/${owner}/${repo}`,
      })
    ).token;
  if (!token) throw new InputError(`The GitHub integration for ${host} has no token`);
  return { apiBaseUrl: integration.config.apiBaseUrl, token, owner, repo };
}

/** What git sends for the token. */
export const gitAuthOf = ({ token }: RepositoryAddress) => ({
  username: 'x-access-token',
  password: token,
});
