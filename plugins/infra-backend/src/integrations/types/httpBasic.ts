import type {
  IntegrationTypeDefinition,
  IntegrationValues,
} from '@bailiwick/backstage-plugin-infra-node';
import { callOutside, dropBody } from '../../lib/outside';
import { addressField, basicAuthorization, checkAddress } from './address';
import { isReservedVariable } from './environment';

const variablesOf = ({ prefix, url, username, password }: IntegrationValues) =>
  prefix === undefined
    ? ({} as Record<string, string>)
    : {
        [`${prefix}_URL`]: url,
        [`${prefix}_USERNAME`]: username,
        [`${prefix}_PASSWORD`]: password,
      };

/** A service that takes a user name and a password. */
export const httpBasic: IntegrationTypeDefinition = {
  type: 'http-basic',
  title: 'HTTP service with a password',
  fields: [
    addressField({ title: 'Address', description: 'A validation reads it.' }),
    { name: 'username', title: 'User name', secret: false, required: true },
    { name: 'password', title: 'Password', secret: true, required: true },
    {
      name: 'prefix',
      title: 'Prefix of the environment variables',
      description:
        'REGISTRY gives a run REGISTRY_URL, REGISTRY_USERNAME and REGISTRY_PASSWORD; without a prefix it gets none.',
      secret: false,
      required: false,
      pattern: '[A-Z][A-Z0-9_]*',
    },
  ],
  destinations: ['url'],
  check: values => [
    ...checkAddress(values),
    ...(Object.keys(variablesOf(values)).some(isReservedVariable)
      ? [{ pointer: '/prefix', message: 'must be another: tools read such variables themselves' }]
      : []),
  ],
  environment: variablesOf,
  async validate({ url, username, password }, signal) {
    const headers = { authorization: basicAuthorization(username, password) };
    const answer = await callOutside(url, { headers }, signal);
    await dropBody(answer);
    if (answer.status === 401 || answer.status === 403) {
      throw new Error('The service does not take the user name and password');
    }
    if (answer.status >= 400) throw new Error(`The service answered with status ${answer.status}`);
  },
};
