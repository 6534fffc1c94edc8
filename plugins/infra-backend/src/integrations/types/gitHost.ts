import type { IntegrationTypeDefinition } from '@bailiwick/backstage-plugin-infra-node';
import { callOutside, dropBody } from '../../lib/outside';
import { addressField, basicAuthorization, checkAddress } from './address';

const ADVERTISEMENT = 'application/x-git-upload-pack-advertisement';

const withoutSlash = (url: string) => url.replace(/\/+$/, '');

/** Git gives the credentials to addresses below `url` only. */
const authorization = ({ username, token }: Readonly<Record<string, string>>) =>
  basicAuthorization(username, token);

/** Repositories on a git host, for modules and checkouts over HTTP. */
export const gitHost: IntegrationTypeDefinition = {
  type: 'git-host',
  title: 'Git host',
  description: 'Lets a run fetch from private repositories over HTTPS.',
  fields: [
    addressField({
      title: 'Address',
      description: 'Of the host, or of a group on it; the credentials go to nothing else.',
    }),
    { name: 'username', title: 'User name', secret: false, required: true },
    { name: 'token', title: 'Token or password', secret: true, required: true },
    {
      name: 'repository',
      title: 'Repository to try',
      description:
        'Below the address, such as platform/modules.git. Without it a validation asks the address itself, which many hosts answer to anybody.',
      secret: false,
      required: false,
      pattern: '[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*',
    },
  ],
  destinations: ['url'],
  check: checkAddress,
  environment: values => ({
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${withoutSlash(values.url)}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${authorization(values)}`,
  }),
  async validate(values, signal) {
    const { url, repository } = values;
    const address = repository
      ? `${withoutSlash(url)}/${repository}/info/refs?service=git-upload-pack`
      : url;
    const headers = { authorization: authorization(values) };
    const answer = await callOutside(address, { headers }, signal);
    await dropBody(answer);
    if (answer.status === 401 || answer.status === 403) {
      throw new Error('The git host does not take the user name and token');
    }
    if (repository && answer.status === 404) {
      throw new Error('The git host has no such repository, or the account may not read it');
    }
    if (answer.status >= (repository ? 300 : 400)) {
      throw new Error(`The git host answered with status ${answer.status}`);
    }
    if (repository && answer.headers.get('content-type') !== ADVERTISEMENT) {
      throw new Error('There is no git repository at the address');
    }
  },
};
