import { HttpResponse } from 'msw';
import { AUTH_URL, authBackend, refusal, session } from './__testUtils__/authBackend';
import { LdapAuthClient } from './LdapAuthClient';
import { LdapIdentity } from './LdapIdentity';
import { sessionMemory } from './sessionMemory';

const MINUTE = 60_000;

describe('LdapIdentity', () => {
  const { answers, asked } = authBackend();
  const client = new LdapAuthClient({ getBaseUrl: async () => AUTH_URL });
  const renewals = () => asked.filter(({ call }) => call === 'renew').length;
  let clock: jest.SpyInstance<number>;
  let now: number;

  beforeEach(() => {
    asked.length = 0;
    answers.renew = () => HttpResponse.json(session('tess', { token: 'renewed' }));
    now = 1_000_000;
    clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    sessionMemory.signedIn.set();
  });
  afterEach(() => {
    clock.mockRestore();
    sessionMemory.ended.take();
  });

  const identityOf = (onEnded: () => void = () => {}) =>
    new LdapIdentity(client, session('tess'), onEnded);

  it('keeps a token that still lives', async () => {
    const identity = identityOf();
    now += 11 * MINUTE;
    expect(await identity.getCredentials()).toEqual({ token: 'token-of-tess' });
    expect(renewals()).toBe(0);
  });

  it('renews near the end, once for all who ask meanwhile', async () => {
    const identity = identityOf();
    now += 13 * MINUTE;
    const tokens = await Promise.all([1, 2, 3].map(() => identity.getCredentials()));
    expect(tokens).toEqual([1, 2, 3].map(() => ({ token: 'renewed' })));
    expect(renewals()).toBe(1);
    now += 11 * MINUTE;
    await identity.getCredentials();
    expect(renewals()).toBe(1);
  });

  it('takes the profile and the groups from the renewed session', async () => {
    const identity = identityOf();
    answers.renew = () => HttpResponse.json(session('tess.vermeulen'));
    now += 13 * MINUTE;
    await identity.getCredentials();
    expect(await identity.getProfileInfo()).toMatchObject({ displayName: 'tess.vermeulen' });
    expect(await identity.getBackstageIdentity()).toMatchObject({
      userEntityRef: 'user:default/tess.vermeulen',
    });
  });

  it('goes on with a living token while the directory is down, and fails when it is dead', async () => {
    const ended = jest.fn();
    const identity = identityOf(ended);
    answers.renew = () => refusal(503, 'DIRECTORY_UNAVAILABLE');
    now += 13 * MINUTE;
    expect(await identity.getCredentials()).toEqual({ token: 'token-of-tess' });
    now += 3 * MINUTE;
    await expect(identity.getCredentials()).rejects.toMatchObject({
      code: 'DIRECTORY_UNAVAILABLE',
    });
    expect(ended).not.toHaveBeenCalled();
    answers.renew = () => HttpResponse.json(session('tess', { token: 'renewed' }));
    expect(await identity.getCredentials()).toEqual({ token: 'renewed' });
  });

  it.each([
    [401, undefined, 'INVALID_CREDENTIALS'],
    [403, 'NO_ROLE_ASSIGNED', 'NO_ROLE_ASSIGNED'],
  ])('ends with the session: %s %s', async (status, code, remembered) => {
    const ended = jest.fn();
    const identity = identityOf(ended);
    answers.renew = () => refusal(status, code);
    now += 13 * MINUTE;
    await expect(identity.getCredentials()).rejects.toMatchObject({ status });
    expect(ended).toHaveBeenCalledTimes(1);
    expect(sessionMemory.signedIn.get()).toBe(false);
    expect(sessionMemory.ended.take()).toBe(remembered);
  });

  it('signs out at the backend, and is then forgotten here', async () => {
    await identityOf().signOut();
    expect(asked.map(({ call }) => call)).toEqual(['signOut']);
    expect(sessionMemory.signedIn.get()).toBe(false);
  });

  it('stays remembered when signing out did not work', async () => {
    answers.signOut = () => refusal(500);
    await expect(identityOf().signOut()).rejects.toMatchObject({ status: 500 });
    expect(sessionMemory.signedIn.get()).toBe(true);
    answers.signOut = () => new HttpResponse(null, { status: 200 });
  });
});
