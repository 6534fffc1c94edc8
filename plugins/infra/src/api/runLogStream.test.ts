import type { LogLine } from '@bailiwick/backstage-plugin-infra-common';
import { FakeInfra, sketchLine } from '../__testUtils__';
import { createInfraApi } from './createInfraApi';

const BASE = 'http://backend.test/api/infra';

/** The client in front of a fake backend; `stream` answers instead of it where a stream is asked for. */
function apiOver(backend: FakeInfra, stream?: (request: Request) => Response) {
  return createInfraApi({
    discoveryApi: { getBaseUrl: async () => BASE },
    fetchApi: {
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const wantsStream = request.headers.get('accept') === 'text/event-stream';
        return wantsStream && stream ? stream(request) : backend.respond(request);
      },
    },
  });
}

async function collect(lines: AsyncIterable<LogLine[]>): Promise<number[]> {
  const seqs: number[] = [];
  for await (const batch of lines) seqs.push(...batch.map(({ seq }) => seq));
  return seqs;
}

const events = (lines: LogLine[]) =>
  lines.map(line => `id: ${line.seq}\ndata: ${JSON.stringify(line)}\n\n`).join('');

describe('followRunLog', () => {
  const { signal } = new AbortController();

  it('reads a stream until its end is told', async () => {
    const urls: string[] = [];
    const api = apiOver(new FakeInfra(), request => {
      urls.push(request.url);
      return new Response(
        `${events([sketchLine(8, 'a'), sketchLine(9, 'b')])}event: end\ndata: {"status":"done"}\n\n`,
        { headers: { 'content-type': 'text/event-stream; charset=utf-8' } },
      );
    });
    expect(await collect(api.followRunLog({ runId: 'r', after: 7, signal }))).toEqual([8, 9]);
    expect(urls).toEqual([`${BASE}/runs/r/logs?after=7`]);
  });

  it('asks for pages where no stream comes through, until the run has ended', async () => {
    const backend = new FakeInfra();
    const [run] = backend.world.runs;
    const api = apiOver(backend);
    expect(await collect(api.followRunLog({ runId: run.id, after: 1, signal }))).toEqual([2, 3]);
  });

  it('says why a log may not be read', async () => {
    const backend = new FakeInfra().fail('listRunLogs', 'NOT_FOUND', 'There is no such run');
    const [run] = backend.world.runs;
    const lines = collect(apiOver(backend).followRunLog({ runId: run.id, after: 0, signal }));
    await expect(lines).rejects.toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('rejects a line that is none', async () => {
    const api = apiOver(
      new FakeInfra(),
      () =>
        new Response('data: {"seq":"x"}\n\n', { headers: { 'content-type': 'text/event-stream' } }),
    );
    await expect(collect(api.followRunLog({ runId: 'r', after: 0, signal }))).rejects.toThrow();
  });
});
