import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { resourceOf } from '../__testUtils__/TestRun';
import { readGitOpsSettings } from './readSettings';
import { fillTemplate } from './template';
import { typeSettingsSchema } from './typeSettings';

const REPOSITORY = { url: 'https://github.com/platform/values.git', token: 'secret' };

const read = (gitops: JsonObject, instances: string[] = ['main', 'edge']) =>
  readGitOpsSettings(
    new ConfigReader({
      infra: {
        gitops,
        argocd: {
          instances: instances.map(name => ({ name, url: 'https://argocd.example', token: 't' })),
        },
      },
    }),
  );

describe('infra.gitops', () => {
  it('is not needed', () => {
    expect(readGitOpsSettings(new ConfigReader({}))).toBeUndefined();
  });

  it('needs little', () => {
    expect(read({ repository: REPOSITORY })).toMatchObject({
      repository: {
        url: REPOSITORY.url,
        branch: 'main',
        credentials: { username: 'x-access-token', token: 'secret' },
      },
      values: { path: 'src/helm/values.yaml', key: 'namespaces' },
      author: { name: 'Bailiwick', email: 'bailiwick@localhost' },
      pullRequest: undefined,
      deployment: undefined,
      gitTimeoutMs: 60_000,
      commitTimeoutMs: 300_000,
    });
  });

  it('knows an application per site', () => {
    const settings = read({
      repository: REPOSITORY,
      argocd: {
        application: 'namespaces-{site}',
        timeout: 'PT2M',
        sites: { LHR3: { instance: 'edge' }, fra2: { application: 'special' } },
      },
    });
    expect(settings?.deployment).toMatchObject({
      place: { instance: 'main', application: 'namespaces-{site}' },
      timeoutMs: 120_000,
    });
    expect([...settings!.deployment!.sites]).toEqual([
      ['lhr3', { instance: 'edge', application: 'namespaces-{site}' }],
      ['fra2', { instance: 'main', application: 'special' }],
    ]);
  });

  it('finds the API of the git host', () => {
    const mode = 'pull-request';
    expect(read({ repository: REPOSITORY, mode })?.pullRequest).toMatchObject({
      apiUrl: 'https://api.github.com',
      owner: 'platform',
      repository: 'values',
    });
    const own = { ...REPOSITORY, url: 'https://git.example/team/platform/values' };
    expect(read({ repository: own, mode })?.pullRequest).toMatchObject({
      apiUrl: 'https://git.example/api/v3',
      owner: 'platform',
      repository: 'values',
    });
  });

  it.each<[JsonObject, string]>([
    [{ repository: { url: 'git@github.com:a/b.git' } }, 'repository.url must be an http://'],
    [{ repository: { url: 'https://me:pw@host/a.git' } }, 'must not contain credentials'],
    [{ repository: { ...REPOSITORY, branch: 'a..b' } }, 'repository.branch must be the name'],
    [
      { repository: REPOSITORY, values: { path: '../x.yaml' } },
      'values.path must be a path inside',
    ],
    [{ repository: REPOSITORY, values: { path: 'x/{unit}.yaml' } }, 'values.path has {unit}, but'],
    [{ repository: REPOSITORY, author: { name: 'a <b>' } }, 'author.name must not contain'],
    [{ repository: REPOSITORY, mode: 'email' }, 'mode must be push or pull-request'],
    [{ repository: { url: REPOSITORY.url }, mode: 'pull-request' }, 'repository.token is needed'],
    [{ repository: REPOSITORY, argocd: { instance: 'none' } }, 'argocd.instance must be the name'],
    [{ repository: REPOSITORY, timeout: { git: { seconds: 0 } } }, 'timeout.git must be longer'],
  ])('refuses %j', (gitops, message) => {
    expect(() => read(gitops)).toThrow(message);
  });
});

describe('a template', () => {
  it('is filled from the resource', () => {
    expect(fillTemplate('{site}/{team}/{type}-{name}.yaml', resourceOf('shop'))).toBe(
      'ams1/checkout/project-checkout-shop.yaml',
    );
    expect(() => fillTemplate('{site}.yaml', resourceOf('shop', { site: undefined }))).toThrow(
      '"{site}.yaml" needs a site, and shop has none',
    );
  });
});

describe('the settings of a resource type', () => {
  it('may be left out', () => {
    expect(typeSettingsSchema.parse(undefined)).toEqual({ layout: 'list', variables: false });
  });

  it.each([
    [{ layout: 'files', path: 'all.yaml' }, 'must contain {name}'],
    [{ layout: 'rows' }, 'must be list or files'],
    [{ path: '/abs.yaml' }, 'must be a path inside the repository'],
    [{ path: '{what}.yaml' }, 'has {what}, but only'],
    [{ other: 1 }, 'Unrecognized key'],
  ])('refuse %j', (settings, message) => {
    const { error } = typeSettingsSchema.safeParse(settings);
    expect(error?.message).toContain(message);
  });
});
