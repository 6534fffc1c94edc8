import type { UrlReaderService } from '@backstage/backend-plugin-api';
import type { Commons, Room } from '../lib/room';
import { AuthorizedCloudService } from './AuthorizedCloudService';
import type { CloudCatalogue } from './CloudCatalogue';
import { mountClouds } from './cloudRoutes';
import { CodeRepositories } from './CodeRepositories';
import { CodeService } from './CodeService';

/** Cloud plugins: what they offer, and what code needs of them. */
export function createCloudRoom(
  { gate }: Commons,
  { catalogue, urlReader }: { catalogue: CloudCatalogue; urlReader: UrlReaderService },
): Room {
  const code = new CodeService(catalogue, new CodeRepositories(urlReader));
  const clouds = new AuthorizedCloudService(catalogue, code, gate);
  return { mount: (router, services) => mountClouds(router, services, clouds) };
}
