import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { UnitRecord } from '../organisation';
import { addressOfNobody, type Outside, startOutside } from './__testUtils__';
import {
  EnvironmentSecrets,
  readEnvironmentPrefix,
  readVaultSettings,
  VaultSecrets,
} from './providers';

const TOKEN = 'hvs.CAESIJ-token';

const unit = (kind: string, slug: string): UnitRecord => ({
  ...{ id: `id-of-${slug}`, kind, slug, name: slug, parentId: null, path: [slug] },
  ...{ entityRef: `group:default/${kind}-${slug}`, level: 3, revision: 1 },
  ...{ ancestorIds: [`id-of-${slug}`], ancestorRefs: [] },
});
const checkout = unit('team', 'checkout');

const settingsOf = (vault: JsonObject) => {
  const settings = readVaultSettings(new ConfigReader({ infra: { secrets: { vault } } }));
  if (!settings) throw new Error('There are no settings');
  return settings;
};

describe('secrets in Vault (a stand-in that speaks KV version 2, since Vault does not run here)', () => {
  let vault: Outside;
  let answer: (response: ServerResponse) => void;
  const json = (status: number, body: unknown) => (response: ServerResponse) =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(body));
  const stored = (data: Record<string, unknown> | null) =>
    json(200, { data: { data, metadata: { version: 3 } } });

  beforeAll(async () => {
    vault = await startOutside((_request, response) => answer(response));
  });
  afterAll(() => vault.stop());

  const open = (more: JsonObject = {}) =>
    new VaultSecrets(settingsOf({ url: `${vault.url}/`, token: TOKEN, ...more }));
  const found = async (secrets: VaultSecrets, names: string[]) =>
    Object.fromEntries(
      [...(await secrets.find(checkout, names))].map(([n, { value }]) => [n, value]),
    );

  it('are read from the path of the unit, with token and namespace', async () => {
    answer = stored({ db: 'of-vault', other: 'x' });
    const secrets = open({ mount: 'kv', path: 'teams/<kind>-<slug>/<id>', namespace: 'platform' });
    expect(await found(secrets, ['db', 'nothing'])).toEqual({ db: 'of-vault' });
    expect(await secrets.has(checkout, ['db', 'nothing'])).toEqual(new Set(['db']));
    const { path, headers } = vault.requests.at(-1)!;
    expect(path).toBe('/v1/kv/data/teams/team-checkout/id-of-checkout');
    expect(headers).toMatchObject({ 'x-vault-token': TOKEN, 'x-vault-namespace': 'platform' });
  });

  it('are read with the token that an agent put into a file, the newest each time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vault-'));
    try {
      answer = stored({ db: 'of-vault' });
      const tokenFile = join(folder, 'token');
      const secrets = new VaultSecrets(settingsOf({ url: vault.url, tokenFile }));
      for (const token of ['first', 'second']) {
        await writeFile(tokenFile, `${token}\n`);
        await secrets.find(checkout, ['db']);
        expect(vault.requests.at(-1)?.headers['x-vault-token']).toBe(token);
      }
      await rm(tokenFile);
      await expect(secrets.find(checkout, ['db'])).rejects.toMatchObject({
        code: 'UPSTREAM_FAILED',
        message: 'The token for Vault cannot be read from its file',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['nothing there', json(404, { errors: [] })],
    ['a version that is deleted', json(404, { data: { data: null, metadata: {} } })],
    ['a secret without keys', stored(null)],
  ])('are none where Vault has %s', async (_what, reply) => {
    answer = reply;
    expect(await found(open(), ['db'])).toEqual({});
  });

  it.each([
    [
      '403',
      json(403, { errors: ['permission denied'] }),
      'does not let Bailiwick read bailiwick/team/checkout',
    ],
    ['500', json(500, { errors: ['internal'] }), 'answered with status 500'],
    ['503', json(503, { errors: ['Vault is sealed'] }), 'sealed or in maintenance'],
    [
      'a redirect',
      (response: ServerResponse) => void response.writeHead(307, { location: '/x' }).end(),
      'set infra.secrets.vault.url',
    ],
    [
      'what is not JSON',
      (response: ServerResponse) => void response.writeHead(200).end('db: of-vault'),
      'is not a KV version 2 secret',
    ],
    ['a value that is not text', stored({ db: { password: 'of-vault' } }), 'is not text'],
    ['no answer', () => {}, 'did not answer in time'],
    [
      'half an answer',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"data"', () => response.destroy());
      },
      'could not be asked',
    ],
  ])('say what is wrong at %s, without anything secret', async (_what, reply, message) => {
    answer = reply;
    const secrets = open({ timeout: { milliseconds: 500 } });
    const asked = secrets.find(checkout, ['db']);
    await expect(asked).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      message: expect.stringContaining(message),
    });
    await expect(asked).rejects.not.toThrow(/hvs|of-vault/);
  });

  it('say that Vault is not there', async () => {
    const secrets = open({ url: await addressOfNobody() });
    await expect(secrets.find(checkout, ['db'])).rejects.toThrow(
      /cannot be reached \(ECONNREFUSED\)/,
    );
  });

  it.each([
    [{ token: 'x' }, /url/],
    [{ url: 'vault.example', token: 'x' }, /vault\.url must be an http/],
    [{ url: 'https://v.example' }, /must have either token or tokenFile/],
    [
      { url: 'https://v.example', token: 'x', tokenFile: '/y' },
      /must have either token or tokenFile/,
    ],
    [
      { url: 'https://v.example', token: 'x', path: 'all' },
      /path must contain <kind> and <slug>, or <id>/,
    ],
    [{ url: 'https://v.example', token: 'x', path: 'a/<slug>' }, /path must contain/],
    [{ url: 'https://v.example', token: 'x', timeout: { seconds: 0 } }, /timeout must be longer/],
  ])('are not configured by %j', (settings, message) => {
    expect(() => settingsOf(settings)).toThrow(message);
  });
});

describe('secrets in the environment', () => {
  const secrets = new EnvironmentSecrets('BAILIWICK_', {
    BAILIWICK_TEAM_CHECKOUT__DB_PASSWORD: 'of-environment',
    BAILIWICK_TEAM_CHECKOUT__EMPTY: '',
    BAILIWICK_TEAM_A__B__C: 'ambiguous',
  });

  it('are named after the unit', async () => {
    const names = ['db-password', 'empty', 'nothing'];
    expect([...(await secrets.find(checkout, names))]).toEqual([
      ['db-password', { value: 'of-environment' }],
    ]);
    expect((await secrets.find(unit('department', 'checkout'), names)).size).toBe(0);
  });

  it('are never those of another unit whose name reads the same', async () => {
    expect((await secrets.find(unit('team', 'a'), ['b--c'])).size).toBe(0);
    expect((await secrets.find(unit('team', 'a--b'), ['c'])).size).toBe(0);
  });

  it('have a prefix that a variable can have', () => {
    const read = (prefix: string) =>
      readEnvironmentPrefix(new ConfigReader({ infra: { secrets: { environment: { prefix } } } }));
    expect(read('SECRET_')).toBe('SECRET_');
    expect(() => read('A-B')).toThrow('infra.secrets.environment.prefix must consist of');
  });
});
