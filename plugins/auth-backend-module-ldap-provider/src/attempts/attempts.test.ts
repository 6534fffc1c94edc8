import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, TestDatabase } from '@bailiwick/sandbox';
import fc from 'fast-check';
import knexFactory, { Knex } from 'knex';
import { migrations } from '../database';
import { AttemptStore, limitsOf } from './index';

const settings = { windowMs: 60_000, perUserAndAddress: 3, perUser: 5, perAddress: 8 };
const keysOf = (username: string, address: string, knownBrowser?: string) => {
  const { own, shared } = limitsOf({ username, address, knownBrowser }, settings);
  return [own, ...shared];
};

describe('limitsOf', () => {
  const keys = (username: string, address: string) => keysOf(username, address).map(l => l.key);

  it.each(['TESS', ' tess', 'te ss', 'téss', 'te\u00adss', 'ｔｅｓｓ', 'te\u200bss'])(
    'counts %j for tess, as some directories take it for that',
    spelling => {
      expect(keys(spelling, '10.0.0.1')).toEqual(keys('tess', '10.0.0.1'));
    },
  );

  it.each([
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::2'],
    ['2001:db8::1', '2001:db8:0:0:5::'],
    ['fe80::1%eth0', 'fe80::2'],
    ['::1', '0:0:0:0:0:0:0:1'],
  ])('counts %s and %s as one address', (one, other) => {
    expect(keys('tess', one)).toEqual(keys('tess', other));
  });

  it.each([
    ['10.0.0.1', '10.0.0.2'],
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['2001:db8::1', '2001:db8:0:1::1'],
  ])('tells %s from %s', (one, other) => {
    const [ownOfOne, user, address] = keys('tess', one);
    const [ownOfOther, sameUser, otherAddress] = keys('tess', other);
    expect(user).toBe(sameUser);
    expect(address).not.toBe(otherAddress);
    expect(ownOfOne).not.toBe(ownOfOther);
  });

  it('gives keys of one size that name nobody', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (name, address) => {
        for (const key of keys(name, address)) expect(key).toMatch(/^[\w-]{43}$/);
      }),
    );
  });
});

describe('AttemptStore', () => {
  let database: TestDatabase;
  let knex: Knex;
  let store: AttemptStore;

  beforeAll(async () => {
    database = await createTestDatabase();
    knex = knexFactory({ client: 'pg', connection: database.connection, pool: { max: 30 } });
    await knex.migrate.latest(migrations());
  });
  afterAll(async () => {
    await knex.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await knex('ldap_sign_in_attempts').delete();
    store = new AttemptStore(knex, settings);
  });

  const rows = async () => Number((await knex('ldap_sign_in_attempts').count())[0].count);
  const fail = async (times: number, ...who: [string, string, string?]) => {
    for (let count = 0; count < times; count++) {
      expect(await store.take(keysOf(...who))).toBeUndefined();
    }
  };

  it('answers as many attempts as the limit says, then says how long to wait', async () => {
    await fail(3, 'tess', '10.0.0.1');
    const refusal = await store.take(keysOf('tess', '10.0.0.1'));
    expect(refusal?.retryAfterSeconds).toBeGreaterThan(50);
    expect(refusal?.retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  it('lets others from the same address in, and the same user from another address', async () => {
    await fail(3, 'tess', '10.0.0.1');
    await fail(1, 'tom', '10.0.0.1');
    await fail(1, 'tess', '10.0.0.2');
  });

  it('refuses a user everywhere who was tried from too many addresses', async () => {
    for (const last of [1, 2, 3, 4, 5]) await fail(1, 'tess', `10.0.0.${last}`);
    expect(await store.take(keysOf('tess', '10.0.0.6'))).toBeDefined();
    await fail(1, 'tom', '10.0.0.6');
  });

  it('refuses an address that tried too many users', async () => {
    for (let user = 1; user <= 8; user++) await fail(1, `user-${user}`, '10.0.0.1');
    expect(await store.take(keysOf('user-9', '10.0.0.1'))).toBeDefined();
    await fail(1, 'user-9', '10.0.0.2');
  });

  it('lets a known browser in, whoever has used up the limits of its user and address', async () => {
    for (const last of [1, 2, 3, 4, 5]) await fail(1, 'tess', `10.0.0.${last}`);
    expect(await store.take(keysOf('tess', '10.0.0.1'))).toBeDefined();
    await fail(3, 'tess', '10.0.0.1', 'a-browser');
    expect(await store.take(keysOf('tess', '10.0.0.1', 'a-browser'))).toBeDefined();
    await fail(1, 'tess', '10.0.0.1', 'another-browser');
  });

  it('counts nothing for an attempt that it refuses', async () => {
    await fail(3, 'tess', '10.0.0.1');
    const before = await knex('ldap_sign_in_attempts').orderBy('key');
    for (let count = 0; count < 20; count++) await store.take(keysOf('tess', '10.0.0.1'));
    expect(await knex('ldap_sign_in_attempts').orderBy('key')).toEqual(before);
    await fail(5, 'tom', '10.0.0.1').catch(() => undefined);
  });

  it('keeps no more rows than an address may have attempts, whatever names are tried', async () => {
    for (let user = 0; user < 100; user++) await store.take(keysOf(`user-${user}`, '10.0.0.1'));
    expect(await rows()).toBe(8 + 8 + 1);
  });

  it('counts guesses that come all at once, in two backends', async () => {
    const other = new AttemptStore(knex, settings);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? store : other).take(keysOf('tess', '10.0.0.1')),
      ),
    );
    expect(answers.filter(answer => answer === undefined)).toHaveLength(3);
  });

  it('never lets two attempts wait for each other', async () => {
    const wide = { ...settings, perUserAndAddress: 1000, perUser: 1000, perAddress: 1000 };
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const attempt = { username: `u${index % 3}`, address: `10.0.0.${index % 2}` };
        const { own, shared } = limitsOf(attempt, wide);
        await store.take([own, ...shared]);
        await store.giveBack(index % 2 ? [...shared, own] : [own, ...shared]);
      }),
    );
    const left = await knex('ldap_sign_in_attempts').where('failures', '>', 0);
    expect(left).toEqual([]);
  });

  it('takes back what an attempt had counted, and never more', async () => {
    await fail(3, 'tess', '10.0.0.1');
    await store.giveBack(keysOf('tess', '10.0.0.1'));
    await fail(1, 'tess', '10.0.0.1');
    expect(await store.take(keysOf('tess', '10.0.0.1'))).toBeDefined();
    for (let count = 0; count < 10; count++) await store.giveBack(keysOf('tess', '10.0.0.1'));
    await fail(3, 'tess', '10.0.0.1');
    expect(await store.take(keysOf('tess', '10.0.0.1'))).toBeDefined();
  });

  it('starts over after the window, and after a right password', async () => {
    store = new AttemptStore(knex, { windowMs: 300 });
    await fail(3, 'tess', '10.0.0.1');
    await store.clear(keysOf('tess', '10.0.0.1')[0]);
    await fail(2, 'tess', '10.0.0.1');
    expect(await store.take(keysOf('tess', '10.0.0.1'))).toEqual({ retryAfterSeconds: 1 });
    await sleep(350);
    await fail(3, 'tess', '10.0.0.1');
  });

  it('removes what no longer counts', async () => {
    await new AttemptStore(knex, { windowMs: 50 }).take(keysOf('tess', '10.0.0.1'));
    await fail(1, 'tom', '10.0.0.2');
    await sleep(80);
    expect(await store.removeEnded()).toBe(3);
    expect(await rows()).toBe(3);
  });
});
