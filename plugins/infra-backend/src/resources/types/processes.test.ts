import { buildSmallOrganisation, openTestDatabase } from '../../__testUtils__';
import { until } from '../../runs/__testUtils__/waiting';
import { bucket, problemsOf, startTypeBackend } from './__testUtils__/typeBackend';

jest.setTimeout(120_000);

describe('two backends on one database', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let here: Awaited<ReturnType<typeof startTypeBackend>>['backend'];
  let there: typeof here;
  let unitId: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    ({ backend: here } = await startTypeBackend({ database }));
    ({ backend: there } = await startTypeBackend({ database }));
    unitId = (await buildSmallOrganisation(here)).checkout.id;
  });
  afterAll(async () => {
    await here.stop();
    await there.stop();
    await database.drop();
  });

  it('know at once what the other one created, disabled and deleted', async () => {
    const ada = here.as('ada');
    await ada.post('/resource-types', bucket()).expect(201);
    const wish = (name: string) => ({ type: 'bucket', name, unitId });
    const { body } = await there.as('tess').post('/resources', wish('one')).expect(201);
    await ada.patch('/resource-types/bucket', { enabled: false }).expect(200);
    expect(await problemsOf(there.as('tess').post('/resources', wish('two')))).toEqual([
      '/type The resource type bucket is disabled',
    ]);
    await until(async () => {
      const shown = await ada.get(`/resources/${body.id}`).expect(200);
      return shown.body.status === 'done' ? true : undefined;
    });
    await there.as('tess').post(`/resources/${body.id}/actions/destroy`).expect(202);
    await until(async () => {
      const shown = await ada.get(`/resources/${body.id}`).expect(200);
      return shown.body.state === 'destroyed' ? true : undefined;
    });
    await ada.del('/resource-types/bucket').expect(204);
    await there.as('tess').get('/resource-types/bucket').expect(404);
  });

  it('do not take a type that was made again for the one before', async () => {
    const ada = here.as('ada');
    const make = (title: string) => ada.post('/resource-types', bucket({ name: 'again', title }));
    const tags = new Set<string>();
    for (const title of ['One', 'Two']) {
      await make(title).expect(201);
      const { headers, body } = await there.as('tess').get('/resource-types/again').expect(200);
      expect(body.title).toBe(title);
      tags.add(headers.etag);
      await ada.del('/resource-types/again').expect(204);
    }
    expect(tags.size).toBe(2);
  });

  it('make one type of two requests for the same name', async () => {
    const answers = await Promise.all(
      [here, there, here, there].map(backend =>
        backend.as('ada').post('/resource-types', bucket({ name: 'twin' })),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('never store a resource of a type that is gone', async () => {
    for (let round = 0; round < 8; round++) {
      const name = `racing-${round}`;
      await here.as('ada').post('/resource-types', bucket({ name })).expect(201);
      const [request, removal] = await Promise.all([
        there.as('tess').post('/resources', { type: name, name, unitId }),
        here.as('ada').del(`/resource-types/${name}`),
      ]);
      const outcome = `${request.status} ${removal.status}`;
      expect(['201 409', '400 204', '409 204']).toContain(outcome);
    }
  });
});
