import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { readSettings } from './settings';

const SECRET = 'a secret for tests, long enough to be taken';

describe('readSettings', () => {
  const logger = mockServices.logger.mock();
  const read = (auth: JsonObject) => readSettings(new ConfigReader({ auth }), logger);

  it('fills in what is left out', () => {
    expect(read({ providers: { ldap: { session: { secret: SECRET } } } })).toEqual({
      session: { secret: SECRET, idleMs: 8 * 3_600_000, absoluteMs: 24 * 3_600_000 },
      rateLimit: { windowMs: 900_000, perUserAndAddress: 10, perUser: 50, perAddress: 100 },
    });
  });

  it('takes the secret of the auth plugin where there is none of its own', () => {
    expect(read({ session: { secret: SECRET } }).session.secret).toBe(SECRET);
  });

  describe('in development', () => {
    const before = process.env.NODE_ENV;
    beforeAll(() => Object.assign(process.env, { NODE_ENV: 'development' }));
    afterAll(() => Object.assign(process.env, { NODE_ENV: before }));

    it('makes a secret up, another one at every start, and says what that means', () => {
      const secrets = [read({}), read({})].map(({ session }) => session.secret);
      expect(secrets[0].length).toBeGreaterThanOrEqual(32);
      expect(secrets[0]).not.toBe(secrets[1]);
      expect(logger.warn).toHaveBeenCalledWith(
        'auth.providers.ldap.session.secret is not set: sessions end when this backend restarts',
      );
    });
  });

  it('needs a secret elsewhere', () => {
    expect(() => read({})).toThrow('auth.providers.ldap.session.secret is missing');
  });
});
