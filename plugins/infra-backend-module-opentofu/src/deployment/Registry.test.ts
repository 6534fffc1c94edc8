import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve, type Served } from './__testUtils__/serve';
import { Registry } from './Registry';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const LOGIN = { username: 'robot', password: 'registry-password' };
const BASIC = `Basic ${Buffer.from('robot:registry-password').toString('base64')}`;

describe('what a registry is asked', () => {
  let registry: Served;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let asked: { url?: string; authorization?: string }[];
  beforeAll(async () => {
    registry = await serve((request, response) => {
      asked.push({ url: request.url, authorization: request.headers.authorization });
      answer(request, response);
    });
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(() => registry.stop());

  const digest = (login: typeof LOGIN | undefined = LOGIN) =>
    new Registry({ host: registry.host, name: 'team/shop' }, login, {
      ...{ isPlain: true, signal: new AbortController().signal },
    }).digestOf('tag');
  const found = (response: ServerResponse) =>
    response.writeHead(200, { 'docker-content-digest': DIGEST }).end();

  it('is the digest of a tag, with name and password', async () => {
    answer = (_, response) => found(response);
    expect(await digest()).toBe(DIGEST);
    expect(asked).toEqual([{ url: '/v2/team/shop/manifests/tag', authorization: BASIC }]);
  });

  it('is nothing where there is no such tag', async () => {
    answer = (_, response) => response.writeHead(404).end();
    expect(await digest()).toBeUndefined();
  });

  it('is asked with a token where it wants one', async () => {
    answer = ({ url, headers }, response) => {
      if (url?.startsWith('/token')) {
        response.end(JSON.stringify({ token: headers.authorization === BASIC ? 'good' : 'bad' }));
      } else if (headers.authorization === 'Bearer good') found(response);
      else {
        const challenge = `Bearer realm="${registry.url}/token",service="it"`;
        response.writeHead(401, { 'www-authenticate': challenge }).end();
      }
    };
    expect(await digest()).toBe(DIGEST);
    expect(asked[1].url).toBe('/token?service=it&scope=repository%3Ateam%2Fshop%3Apull');
  });

  it('gets no password for a place without TLS that is another one', async () => {
    answer = (_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Bearer realm="http://evil.example/"' }).end();
    await expect(digest()).rejects.toThrow('wants the password without TLS');
  });

  it.each([
    [401, {}, 'answered 401'],
    [500, {}, 'answered 500'],
    [302, { location: 'http://169.254.169.254/' }, 'answered 302'],
    [200, {}, 'does not tell the digest'],
    [200, { 'docker-content-digest': 'sha256:x' }, 'does not tell the digest'],
  ])('fails with %i %j', async (status, headers, message) => {
    answer = (_, response) => response.writeHead(status, headers).end();
    const failure = await digest().catch(error => error);
    expect(failure.message).toContain(message);
    expect(failure.message).not.toContain(LOGIN.password);
  });
});
