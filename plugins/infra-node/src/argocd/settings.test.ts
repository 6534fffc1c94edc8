import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readArgoCdInstances } from './settings';

const MAIN = { name: 'main', url: 'https://argocd.example/', token: 't' };
const read = (...instances: JsonObject[]) =>
  readArgoCdInstances(new ConfigReader({ infra: { argocd: { instances } } }));

describe('infra.argocd.instances', () => {
  it('is not needed', () => {
    expect(readArgoCdInstances(new ConfigReader({}))).toEqual([]);
  });

  it('fills in what is left out', () => {
    expect(read(MAIN)).toEqual([
      {
        name: 'main',
        url: 'https://argocd.example',
        uiUrl: 'https://argocd.example',
        token: 't',
        namespace: 'argocd',
        projects: [],
        selector: undefined,
        timeoutMs: 10_000,
      },
    ]);
  });

  it.each<[JsonObject[], string]>([
    [[{ ...MAIN, name: 'Main!' }], 'instances[0].name must consist of lower-case letters'],
    [
      [MAIN, { ...MAIN, url: 'ftp://x' }],
      'instances[1].url must be an http:// or https:// address',
    ],
    [[{ ...MAIN, uiUrl: 'https://me:pw@x' }], 'instances[0].uiUrl must not contain credentials'],
    [[{ ...MAIN, timeout: { seconds: 0 } }], 'instances[0].timeout must be longer than nothing'],
    [[{ name: 'main', url: 'https://x' }], 'Missing required config value'],
    [[MAIN, MAIN], 'has two entries with the name main'],
  ])('refuses %j', (instances, message) => {
    expect(() => read(...instances)).toThrow(message);
  });
});
