import type { RequestListener } from 'node:http';
import { resourceOf, TestRun } from '../__testUtils__/TestRun';
import { serve, type Served } from './__testUtils__/serve';
import { Hosts } from './Hosts';
import { addressOf, validateService } from './validateService';

const deployment = { repositoryOutput: 'r', imageVariable: 'i', urlOutput: 'url' };
const settings = { source: { kind: 'inline', files: { 'main.tf': '' } }, deployment };

describe('a service that is looked at', () => {
  let service: Served;
  let answer: RequestListener;
  const asked: string[] = [];
  beforeAll(async () => {
    service = await serve((request, response) => {
      asked.push(`${request.url}`);
      answer(request, response);
    });
  });
  afterAll(() => service.stop());

  const look = async (check: object, url: unknown = service.url, internal = [service.host]) => {
    const run = new TestRun({ ...resourceOf(), outputs: { url: url as string } }, { settings });
    const result = validateService(run.context, check, new Hosts(internal));
    const [settled] = await Promise.allSettled([result]);
    return {
      run,
      value: settled.status === 'fulfilled' ? settled.value : undefined,
      error: settled.status === 'rejected' ? (settled.reason as Error) : undefined,
    };
  };

  it('is fine once it answers as it should', async () => {
    let count = 0;
    answer = (_, response) => response.writeHead(++count < 3 ? 503 : 204).end();
    const { value, run } = await look({ path: '/health?deep=1', statusTo: 299 });
    expect(value).toEqual({
      summary: { address: `${service.url}/health?deep=1`, status: 204 },
    });
    expect(run.log.match(/It answered with 503/g)).toHaveLength(1);
  });

  it('fails with what it saw, bounded and on one line', async () => {
    answer = (_, response) => response.writeHead(500).end(`first\n\u0007${'x'.repeat(100_000)}`);
    const { error } = await look({ timeoutSeconds: 1 });
    expect(error?.message).toMatch(
      /^The service did not answer with 200 to 399 within 1 seconds\. It answered with 500: first x+…\. To go back/,
    );
    expect(error!.message.length).toBeLessThan(500);
  });

  it('fails where nothing answers', async () => {
    const gone = await serve(() => undefined);
    await gone.stop();
    const { error } = await look({ timeoutSeconds: 1 }, gone.url, [gone.host]);
    expect(error?.message).toContain('Nothing answered: connect ECONNREFUSED');
  });

  it('is not followed elsewhere', async () => {
    asked.length = 0;
    answer = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    const { value } = await look({ statusFrom: 302, statusTo: 302, path: '/' });
    expect(value?.summary).toMatchObject({ status: 302 });
    expect(asked).toEqual(['/']);
  });

  it.each([
    ['http://127.0.0.1:1/', 'is not asked without TLS'],
    ['https://127.0.0.1:1/', 'is inside of the network'],
    ['https://169.254.169.254/latest/meta-data', 'is inside of the network'],
    ['https://[::ffff:10.0.0.1]/', 'is inside of the network'],
    ['https://[::1]/', 'is inside of the network'],
    ['https://user:secret@x.example/', 'cannot be asked over HTTP'],
    ['file:///etc/passwd', 'cannot be asked over HTTP'],
    ['nonsense', 'cannot be asked over HTTP'],
    [null, 'has no address yet'],
  ])('is not asked at %j', async (url, message) => {
    const { error } = await look({ timeoutSeconds: 1 }, url, []);
    expect(error?.message).toContain(message);
    expect(error?.message).not.toContain('secret');
  });

  it('is not asked where its name leads inside', async () => {
    const { error } = await look({ timeoutSeconds: 1 }, 'https://localhost:1/', []);
    expect(error?.message).toContain('localhost is inside of the network of the workers');
  });

  it('keeps the path below its own', () => {
    expect(addressOf('https://x.example/base/', '/a').href).toBe('https://x.example/base/a');
    expect(addressOf('https://x.example', '/a/../b').href).toBe('https://x.example/b');
  });
});
