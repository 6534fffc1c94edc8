import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { ConfigReader } from '@backstage/config';
import { ArgoCdInstances } from '@bailiwick/backstage-plugin-infra-node';
import { type ArgoCd, startArgoCd } from '@bailiwick/sandbox';
import { type OpenTestDatabase, openTestDatabase } from '../__testUtils__';
import { ChangeNotifier } from '../lib/changes';
import { ApplicationStore } from './ApplicationStore';
import { Poller } from './Poller';

describe('the poller', () => {
  let argocd: ArgoCd;
  let database: OpenTestDatabase;
  let instances: ArgoCdInstances;
  let poller: Poller;
  let lists: jest.SpyInstance[];
  const logger = mockServices.logger.mock();
  const publish = jest.fn();
  const record = jest.fn();

  beforeAll(async () => {
    argocd = await startArgoCd();
    argocd.addSyntheticApplications(300);
    database = await openTestDatabase();
    const entry = { url: argocd.url, token: argocd.token, timeout: { seconds: 2 } };
    instances = ArgoCdInstances.fromConfig(
      new ConfigReader({
        infra: {
          argocd: { instances: ['one', 'two'].map(name => ({ name, ...entry })) },
        },
      }),
    );
    lists = instances.all.map(client => jest.spyOn(client, 'listApplications'));
    const events = mockServices.events.mock();
    const changes = new ChangeNotifier({ signals: { publish }, events, logger });
    poller = new Poller({
      ...{ instances, changes, logger, intervalMs: 30_000 },
      store: new ApplicationStore(database.knex),
      metrics: metricsServiceMock.mock({ createHistogram: () => ({ record }) }),
    });
  });
  afterAll(async () => {
    await database.drop();
    await argocd.stop();
  });
  beforeEach(() => jest.clearAllMocks());

  it('asks each instance once a round, however many applications there are', async () => {
    await poller.round();
    expect(lists.map(list => list.mock.calls.length)).toEqual([1, 1]);
    expect(await database.knex('argocd_applications').count()).toEqual([{ count: '600' }]);
    expect(record).toHaveBeenCalledWith(expect.any(Number), { instance: 'one', outcome: 'ok' });
  });

  it('writes nothing where nothing changed', async () => {
    const versions = () => database.knex('argocd_applications').select('name').select('xmin');
    const before = await versions();
    await poller.round();
    expect(await versions()).toEqual(before);
  });

  it('tells the log of a change, not of every round', async () => {
    argocd.faults.set({ mode: 'error500' });
    for (let round = 0; round < 3; round++) await poller.round();
    expect(logger.warn).toHaveBeenCalledTimes(2);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('Argo CD one answered 500 when asked to list applications'),
    );
    argocd.faults.reset();
    for (let round = 0; round < 3; round++) await poller.round();
    expect(logger.info.mock.calls.map(([text]) => text).sort()).toEqual([
      'Argo CD one answers again',
      'Argo CD two answers again',
    ]);
  });

  it('forgets instances that are not configured any more', async () => {
    const store = new ApplicationStore(database.knex);
    await store.keepOnly(['two']);
    expect((await store.instances()).map(({ name }) => name)).toEqual(['two']);
    expect(await database.knex('argocd_applications').distinct('instance')).toEqual([
      { instance: 'two' },
    ]);
  });

  it('is a task that one process does at a time', async () => {
    const scheduler = mockServices.scheduler.mock();
    await poller.schedule(scheduler);
    expect(scheduler.scheduleTask).toHaveBeenCalledWith(
      expect.objectContaining({ id: 'infra-poll-argocd', frequency: { milliseconds: 30_000 } }),
    );
  });
});
