import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { LogLine } from '@bailiwick/backstage-plugin-infra-common';
import {
  provisionersExtensionPoint,
  resourceTypesExtensionPoint,
  type RunLog,
} from '@bailiwick/backstage-plugin-infra-node';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../../__testUtils__';
import { temporaryFolder } from '../__testUtils__/openRunHouse';
import { ThingProvisioner, thingType } from '../__testUtils__/ThingProvisioner';
import { gate, until } from '../__testUtils__/waiting';

jest.setTimeout(60_000);

let backend: InfraBackend;
let units: SmallOrganisation;
const provisioner = new ThingProvisioner(temporaryFolder());

beforeAll(async () => {
  backend = await startInfraBackend({
    features: [
      createBackendModule({
        pluginId: 'infra',
        moduleId: 'things',
        register(env) {
          env.registerInit({
            deps: { provisioners: provisionersExtensionPoint, types: resourceTypesExtensionPoint },
            init: async ({ provisioners, types }) => {
              provisioners.addProvisioner(provisioner);
              types.addResourceType({ ...thingType, siteRequired: false });
            },
          });
        },
      }),
    ],
  });
  units = await buildSmallOrganisation(backend);
});

afterEach(() => provisioner.reset());
afterAll(() => backend.stop());

/** Requests a thing and answers its run. Things without a site take no quota. */
async function begin(name: string): Promise<string> {
  const body = { type: 'thing', name, unitId: units.checkout.id, variables: {} };
  return (await backend.as('tess').post('/resources', body).expect(201)).body.lastRunId;
}

interface Followed {
  lines: LogLine[];
  end?: string;
  status: number;
  comments: number;
}

/** Reads the stream to its end, or until `enough` lines came. */
async function follow(
  runId: string,
  { user = 'mia', query = '', headers = {}, enough = Infinity } = {},
): Promise<Followed> {
  const abort = new AbortController();
  const response = await fetch(`${backend.url}/api/infra/runs/${runId}/logs${query}`, {
    headers: {
      accept: 'text/event-stream',
      authorization: mockCredentials.user.header(`user:default/${user}`),
      ...headers,
    },
    signal: abort.signal,
  });
  const followed: Followed = { lines: [], status: response.status, comments: 0 };
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return followed;
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const events = (rest + chunk).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const fields = new Map(
        event.split('\n').map(line => line.split(/: ?(.*)/s, 2) as [string, string]),
      );
      if (event.startsWith(':')) followed.comments++;
      else if (fields.get('event') === 'end') followed.end = JSON.parse(fields.get('data')!).status;
      else {
        const line: LogLine = JSON.parse(fields.get('data')!);
        expect(fields.get('id')).toBe(`${line.seq}`);
        followed.lines.push(line);
      }
    }
    if (followed.lines.length >= enough) break;
  }
  abort.abort();
  return followed;
}

const textsOf = ({ lines }: Followed) => lines.map(({ text }) => text);

describe('following a log', () => {
  it('shows lines as they are written, and ends with the run', async () => {
    const paused = gate();
    provisioner.at('before:mark', paused.hold);
    const runId = await begin('live');
    await paused.reached;
    const early = await follow(runId, { enough: 1 });
    expect(textsOf(early)).toEqual(['Making live']);
    const following = follow(runId);
    paused.open();
    const followed = await following;
    expect(textsOf(followed)).toEqual(['Making live', 'Done']);
    expect(followed.end).toBe('done');
  });

  it('of a run that has ended gives everything at once', async () => {
    const runId = await begin('past');
    await follow(runId);
    const again = await follow(runId);
    expect(textsOf(again)).toEqual(['Making past', 'Done']);
    expect(again.end).toBe('done');
  });

  it('goes on after the last line that was seen', async () => {
    const runId = await begin('resumed');
    await follow(runId);
    expect(textsOf(await follow(runId, { query: '?after=1' }))).toEqual(['Done']);
    expect(textsOf(await follow(runId, { headers: { 'last-event-id': '1' } }))).toEqual(['Done']);
    const over = await follow(runId, { query: '?after=2' });
    expect(over).toMatchObject({ lines: [], end: 'done' });
  });

  it('waits for a run that has not begun', async () => {
    const blocked = gate();
    provisioner.concurrency = 1;
    provisioner.at('before:make', ({ resource }) =>
      resource.name === 'first' ? blocked.hold() : undefined,
    );
    await begin('first');
    await blocked.reached;
    const runId = await begin('second');
    const following = follow(runId);
    blocked.open();
    expect((await following).end).toBe('done');
  });

  it('is for those who may read the resource', async () => {
    const runId = await begin('private');
    await follow(runId);
    expect(await follow(runId, { user: 'tom' })).toMatchObject({ status: 404, lines: [] });
    expect(await follow(runId, { user: 'nina' })).toMatchObject({ status: 404, lines: [] });
  });

  it('by many readers who come and go loses, repeats and reorders nothing', async () => {
    const amount = 12_000;
    const begun = gate();
    provisioner.at('within:make', async context => {
      const log: RunLog = await context.phase('flood');
      void begun.hold();
      for (let number = 1; number <= amount; number++) {
        log.write('stdout', `line ${number}\n`);
        if (number % 500 === 0) await new Promise(resolve => setTimeout(resolve, 20));
      }
    });
    const runId = await begin('flood');
    await begun.reached;
    const readers = Array.from({ length: 12 }, async (_, index) => {
      await new Promise(resolve => setTimeout(resolve, index * 40));
      // Some leave in the middle and come back where they were.
      const first = await follow(runId, index % 3 === 0 ? { enough: 700 + index * 100 } : {});
      if (first.end) return first;
      const last = first.lines.at(-1)!.seq;
      const second = await follow(runId, { headers: { 'last-event-id': `${last}` } });
      return { ...second, lines: [...first.lines, ...second.lines] };
    });
    for (const followed of await Promise.all(readers)) {
      expect(followed.end).toBe('done');
      expect(followed.lines.map(({ seq }) => seq)).toEqual(
        Array.from({ length: followed.lines.length }, (_, index) => index + 1),
      );
      const flood = followed.lines.filter(({ phase }) => phase === 'flood');
      expect(flood.map(({ text }) => text)).toEqual(
        Array.from({ length: amount }, (_, index) => `line ${index + 1}`),
      );
    }
  });

  it('hides secrets, and stores lines of any length and with any character', async () => {
    provisioner.at('within:make', async context => {
      context.redact('hunter2');
      const log = await context.phase('odd');
      log.write('stdout', 'the password is hun');
      log.write('stdout', 'ter2\r\nhalf: \uD83D and nothing: \0\n');
      log.write('stderr', `${'x'.repeat(40_000)}\n`);
      log.error('two\nlines of hunter2');
      log.write('stdout', 'without an end');
    });
    const runId = await begin('odd');
    const { lines } = await follow(runId);
    const odd = lines.filter(({ phase }) => phase === 'odd');
    expect(odd.map(({ stream, text }) => `${stream} ${text.slice(0, 40)}`)).toEqual([
      'stdout the password is ***',
      'stdout half: \uFFFD and nothing: \uFFFD',
      `stderr ${'x'.repeat(40)}`,
      `stderr ${'x'.repeat(40)}`,
      `stderr ${'x'.repeat(40)}`,
      'stderr two',
      'stderr lines of ***',
      'stdout without an end',
    ]);
    const long = odd.filter(({ text }) => text.startsWith('xxx')).map(({ text }) => text);
    expect(long.join('').replaceAll(' ⏎', '')).toBe('x'.repeat(40_000));
  });

  it('hides secrets in the reason of a failure as well', async () => {
    provisioner.at('within:make', async context => {
      context.redact('hunter2');
      throw new Error('fatal: could not read https://bot:hunter2@git.example');
    });
    const runId = await begin('leak');
    const followed = await follow(runId);
    expect(followed.end).toBe('error');
    const run = await until(async () => {
      const { body } = await backend.as('mia').get(`/runs/${runId}`).expect(200);
      return body.finishedAt ? body : undefined;
    });
    expect(run.error).toBe('fatal: could not read https://bot:***@git.example');
    const everything = await backend.database.knex.raw(
      `SELECT (SELECT string_agg(text, '') FROM run_logs) || (SELECT string_agg(coalesce(error, ''), '') FROM runs)
         || (SELECT string_agg(coalesce(status_reason, ''), '') FROM resources)
         || (SELECT string_agg(coalesce(after::text, ''), '') FROM audit_entries) AS text`,
    );
    expect(everything.rows[0].text).not.toContain('hunter2');
  });
});
