import {
  createInfraClient,
  type InfraClientOptions,
} from '@bailiwick/backstage-plugin-infra-common';
import type { InfraApi } from './InfraApi';
import { followRunLog } from './runLogStream';

export function createInfraApi(
  options: Required<Pick<InfraClientOptions, 'discoveryApi' | 'fetchApi'>>,
): InfraApi {
  const client = createInfraClient(options);
  return {
    ...client,
    followRunLog: request => followRunLog({ ...request, client, ...options }),
  };
}
