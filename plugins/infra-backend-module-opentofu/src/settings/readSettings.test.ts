import { ConfigReader } from '@backstage/config';
import { readSettings } from './readSettings';

const read = (opentofu: object) =>
  readSettings(new ConfigReader({ infra: { opentofu: { ...opentofu } } }));

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(readSettings(new ConfigReader({}))).toEqual({
      allowedFolders: [],
      rescueFolder: expect.stringMatching(/bailiwick-opentofu-/),
      lockTimeoutSeconds: 10,
      gitTimeoutMs: 120_000,
      gitCredentials: [],
      stopTimes: { interruptMs: 15_000, terminateMs: 5_000 },
      rootModules: { enabled: true, chosenBy: 'administrators' },
      concurrency: 4,
    });
  });

  it.each([
    [{ pluginCache: 'cache' }, 'infra.opentofu.pluginCache must be an absolute path'],
    [{ cliConfigFile: 'tofurc' }, 'infra.opentofu.cliConfigFile must be an absolute path'],
    [{ modules: { allowedFolders: ['here'] } }, 'modules.allowedFolders must be absolute paths'],
    [{ concurrency: 0 }, 'infra.opentofu.concurrency must be a whole number from 1 on'],
    [
      { git: { credentials: [{ url: 'git.example', token: 'x' }] } },
      'git.credentials[0].url must be',
    ],
    [{ rootModules: { chosenBy: 'everybody' } }, 'chosenBy must be administrators or teams'],
    [{ rootModules: { chosenBy: 'teams' } }, 'rootModules.repositories must say which'],
    [{ rootModules: { repositories: ['git.example'] } }, 'must be http:// or https:// addresses'],
    [{ lockTimeout: { seconds: -1 } }, 'infra.opentofu.lockTimeout must not be less than nothing'],
  ])('refuses %j', (opentofu, message) => {
    expect(() => read(opentofu)).toThrow(message);
  });
});
