import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inventoryRows, startInventory } from '@bailiwick/sandbox';
import type { SourceSettings } from '../settings';
import { fetchRows as fetchAndTake } from './fetchRows';

const settings = (url: string, more: Partial<SourceSettings> = {}): SourceSettings => ({
  url,
  timeoutMs: 2_000,
  maxBytes: 1_000_000,
  ...more,
});

const fetchRows = (from: SourceSettings) => fetchAndTake(from, row => row);

describe('fetchRows', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  const serve = async (answer: RequestListener): Promise<string> => {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const json =
    (body: string | Buffer, headers: Record<string, string> = {}): RequestListener =>
    (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
    };

  it('follows the pages to the last', async () => {
    const inventory = await startInventory();
    try {
      const paged = settings(`${inventory.url}?page=1&per_page=70`);
      expect(await fetchRows(paged)).toEqual(inventoryRows(300));
      const positions = await fetchAndTake(paged, (_row, position) => position);
      expect(positions).toEqual([...Array(300).keys()]);
    } finally {
      await inventory.stop();
    }
  });

  it('sends the token, and not to another server', async () => {
    const tokens: (string | undefined)[] = [];
    const stranger = await serve((req, res) => {
      tokens.push(`stranger: ${req.headers.authorization}`);
      res.end();
    });
    const url = await serve((req, res) => {
      tokens.push(req.headers.authorization);
      json('[]', { link: `<${stranger}/page2>; rel="next"` })(req, res);
    });
    await expect(fetchRows(settings(url, { token: 'secret-token' }))).rejects.toThrow(
      'links to a next page on another server',
    );
    expect(tokens).toEqual(['Bearer secret-token']);
  });

  it('does not go round in a circle', async () => {
    const url = await serve(json('[1]', { link: '</again>; rel="next"' }));
    await expect(fetchRows(settings(url))).rejects.toThrow('links its pages in a circle');
  });

  it('stops at the size limit, over all pages', async () => {
    const url = await serve((req, res) => {
      const page = Number(req.url?.slice(1) || 0);
      json(`["${'x'.repeat(400)}"]`, { link: `</${page + 1}>; rel="next"` })(req, res);
    });
    await expect(fetchRows(settings(url, { maxBytes: 1_000 }))).rejects.toThrow(
      'answered with more than 1000 bytes',
    );
  });

  it('takes nothing of an answer whose last page fails', async () => {
    const url = await serve((req, res) => {
      if (req.url === '/2') res.writeHead(500).end();
      else json('[{}]', { link: '</2>; rel="next"' })(req, res);
    });
    await expect(fetchRows(settings(url))).rejects.toThrow('answered with status 500');
  });

  it.each([
    ['broken JSON', '[1, 2', 'something that is not JSON'],
    ['invalid UTF-8', Buffer.from('["\xff"]', 'latin1'), 'something that is not JSON'],
    ['text', '"hello"', 'a string instead of a list'],
    ['nothing', 'null', 'null instead of a list'],
  ])('says what is wrong with %s', async (_case, body, message) => {
    const url = await serve(json(body));
    await expect(fetchRows(settings(url))).rejects.toThrow(message);
  });

  it('takes nothing of half an answer', async () => {
    const url = await serve((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      res.write('[1]', () => res.destroy());
    });
    await expect(fetchRows(settings(url))).rejects.toThrow('broke off in the middle of its answer');
  });

  it('says which setting to look at where it is not let in', async () => {
    const url = await serve((_req, res) => void res.writeHead(401).end());
    await expect(fetchRows(settings(url))).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      message: expect.stringContaining('status 401: check infra.inventory.token'),
    });
  });

  it('keeps what is secret in an address to itself', async () => {
    const url = new URL(await serve((_req, res) => void res.writeHead(503).end()));
    url.search = '?key=hush';
    const error = await fetchRows(settings(url.href)).catch((caught: Error) => caught);
    expect(String(error)).not.toContain('hush');
  });

  it('gives up after the time limit in the middle of an answer', async () => {
    const url = await serve((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.write('[');
    });
    await expect(fetchRows(settings(url, { timeoutMs: 200 }))).rejects.toThrow(
      'did not answer within 0.2 seconds',
    );
  });
});
