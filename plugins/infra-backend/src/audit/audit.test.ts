import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditorServiceCreateEventOptions } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { AuditTrail } from './AuditTrail';
import { routeEvents } from './routeEvents';
import { TRAIL_EVENTS } from './trailEvents';

const DOCUMENT = join(__dirname, '..', '..', '..', '..', 'docs', 'audit-events.md');

describe('docs/audit-events.md', () => {
  /** Cells of the rows of the table below a heading. */
  const tableBelow = async (heading: string) => {
    const text = await readFile(DOCUMENT, 'utf8');
    const section = text.split(/^## /m).find(part => part.startsWith(heading)) ?? '';
    return section
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .map(line => line.split('|').map(cell => cell.trim().replace(/^`|`$/g, '')));
  };

  it('lists the event of every route', async () => {
    const rows = await tableBelow('Events of the auditor');
    const expected = Object.values(routeEvents).map(({ eventId, severityLevel, meta }) =>
      [eventId, 'queryType' in meta ? meta.queryType : meta.actionType, severityLevel].join(' '),
    );
    expect(rows.map(([, id, type, severity]) => `${id} ${type} ${severity}`).sort()).toEqual(
      expected.sort(),
    );
  });

  it('lists every entry of the trail', async () => {
    const rows = await tableBelow('Entries of the audit trail');
    expect(rows.map(([, event]) => event)).toEqual([...TRAIL_EVENTS]);
  });
});

describe('event ids', () => {
  it('are in kebab case, reads low and changes not, each variant once', () => {
    const events = Object.values(routeEvents);
    for (const { eventId, severityLevel, meta } of events) {
      expect(eventId).toMatch(/^[a-z]+(-[a-z]+)*-(fetch|mutate)$/);
      expect([eventId, 'queryType' in meta]).toEqual([eventId, eventId.endsWith('-fetch')]);
      expect([eventId, severityLevel === 'low']).toEqual([eventId, eventId.endsWith('-fetch')]);
    }
    const variants = events.map(({ eventId, meta }) => `${eventId} ${JSON.stringify(meta)}`);
    expect(new Set(variants).size).toBe(variants.length);
  });
});

const SIGN_INS = '/directory/sign-ins';

describe('a request', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let ada: Caller;
  const opened: { options: AuditorServiceCreateEventOptions; end?: string; error?: Error }[] = [];
  beforeAll(async () => {
    const auditor = mockServices.auditor.mock({
      async createEvent(options) {
        const event: (typeof opened)[number] = { options };
        opened.push(event);
        return {
          success: async () => void (event.end = 'succeeded'),
          fail: async ({ error }) => void Object.assign(event, { end: 'failed', error }),
        };
      },
    });
    backend = await startInfraBackend({ features: [auditor.factory] });
    units = await buildSmallOrganisation(backend);
    ada = backend.as('ada');
  });
  beforeEach(() => opened.splice(0));
  afterAll(() => backend.stop());

  it('that succeeds ends its event so, with what it was about', async () => {
    const { headers } = await ada.get(`/units/${units.risk.id}`).expect(200);
    expect(opened).toEqual([
      {
        options: {
          eventId: 'unit-fetch',
          severityLevel: 'low',
          request: expect.anything(),
          meta: { queryType: 'by-id', id: units.risk.id, requestId: headers['x-request-id'] },
        },
        end: 'succeeded',
      },
    ]);
  });

  const wish = () => ({ kind: 'team', name: 'X', parentId: units.payments.id });

  it.each([
    ['by a rule', 409, () => ada.del(`/units/${units.payments.id}`), 'unit-mutate'],
    ['by a role', 403, () => backend.as('tess').post('/units', wish()), 'unit-mutate'],
    ['by its shape', 400, () => ada.get('/units/x'), 'unit-fetch'],
  ])('that is refused %s ends its event so', async (_why, status, call, eventId) => {
    const { body } = await call().expect(status);
    expect(opened).toEqual([
      {
        options: expect.objectContaining({ eventId }),
        end: 'failed',
        error: expect.objectContaining({ message: body.error.message }),
      },
    ]);
  });

  it.each([
    ['of whom the route does not admit', 403, () => backend.onBehalfOf('tess').post(SIGN_INS)],
    ['without a token', 401, () => backend.anonymous().get('/units')],
  ])('%s opens none', async (_who, status, call) => {
    await call().expect(status);
    expect(opened).toEqual([]);
  });
});

describe('the audit trail', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  beforeAll(async () => {
    backend = await startInfraBackend();
    units = await buildSmallOrganisation(backend);
  });
  afterAll(() => backend.stop());

  it('tells of a unit from its beginning to its end, the newest first', async () => {
    const ada = backend.as('ada');
    const created = await ada
      .post('/units', { kind: 'team', name: 'Brief', parentId: units.fleet.id })
      .expect(201);
    const { id } = created.body;
    await ada.patch(`/units/${id}`, { name: 'Shorter' }).expect(200);
    const deleted = await ada.del(`/units/${id}`).expect(204);
    const trail = new AuditTrail(backend.database.knex);
    const { items } = await trail.list({ kind: 'unit', id }, { limit: 10 });
    expect(items.map(({ event, actor }) => [event, actor])).toEqual([
      ['unit-deleted', 'user:default/ada'],
      ['unit-changed', 'user:default/ada'],
      ['unit-created', 'user:default/ada'],
    ]);
    expect(items[0]).toMatchObject({
      requestId: deleted.headers['x-request-id'],
      before: { name: 'Shorter', path: ['Meridian', 'Logistics', 'Fleet', 'Shorter'] },
    });
    expect(items[1]).toMatchObject({ before: { name: 'Brief' }, after: { name: 'Shorter' } });
  });

  it('pages', async () => {
    const trail = new AuditTrail(backend.database.knex);
    const subject = { kind: 'unit', id: 'paged' } as const;
    for (let n = 0; n < 5; n++) {
      await trail.record(backend.database.knex, {
        event: 'unit-changed',
        actor: { ref: 'plugin:infra' },
        subject,
        after: { n },
      });
    }
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await trail.list(subject, { limit: 2, cursor });
      seen.push(...page.items.map(({ after }) => after?.n));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual([4, 3, 2, 1, 0]);
  });

  it('has no entry of a change that was undone', async () => {
    const { knex } = backend.database;
    const trail = new AuditTrail(knex);
    const undone = knex.transaction(async trx => {
      await trail.record(trx, {
        event: 'unit-created',
        actor: { ref: 'user:default/ada' },
        subject: { kind: 'unit', id: 'undone' },
      });
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    expect((await trail.list({ kind: 'unit', id: 'undone' }, { limit: 1 })).items).toEqual([]);
  });

  it('only grows', async () => {
    const entries = () => backend.database.knex('audit_entries');
    await expect(entries().update({ actor: 'nobody' })).rejects.toThrow('are only ever added');
    await expect(entries().delete()).rejects.toThrow('are only ever added');
  });
});
