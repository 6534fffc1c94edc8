import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readTypeFileSettings } from './settings';

const read = (infra: JsonObject) => readTypeFileSettings(new ConfigReader({ infra }));

it('locations of types are read, every five minutes by default', () => {
  expect(read({})).toEqual({ locations: [], refresh: { minutes: 5 } });
  const resourceTypes = [{ type: 'file', target: './types/*.yaml' }];
  expect(read({ resourceTypes, resourceTypeRefresh: '1m' })).toEqual({
    locations: resourceTypes,
    refresh: { minutes: 1 },
  });
});

it.each([
  [{ resourceTypes: [{ type: 'ftp', target: 'x' }] }, 'resourceTypes[0].type must be file or url'],
  [{ resourceTypes: [{ type: 'url', target: 'x' }] }, 'target must be an http or https address'],
  [{ resourceTypeRefresh: { milliseconds: 5 } }, 'resourceTypeRefresh must be at least 1 second'],
])('%j is refused', (infra, message) => {
  expect(() => read(infra as unknown as JsonObject)).toThrow(message);
});
