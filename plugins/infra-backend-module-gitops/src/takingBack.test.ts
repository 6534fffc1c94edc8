import { openPortal, type Portal } from './__testUtils__/openPortal';

jest.setTimeout(180_000);

/** Argo CD gets few seconds to bring something about, so that what fails does so soon; a busy machine needs some of them. */
const HASTY = {
  argocd: {
    instance: 'main',
    application: 'namespaces',
    interval: { milliseconds: 100 },
    timeout: { seconds: 6 },
  },
};

describe('what failed of a project', () => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await openPortal({ gitops: HASTY, runs: { worker: false } });
  });
  afterAll(() => portal.stop());
  beforeEach(() => {
    portal.house.argocd.faults.reset();
    portal.house.git.faults.reset();
  });

  const names = async () => (await portal.house.entries()).map(({ name }) => name);
  const inCluster = async () =>
    (await portal.house.client.getApplication('namespaces')).status.resources.map(
      ({ name }) => name,
    );
  const get = (id: string) => portal.as('tess').getResource({ params: { id } });
  const until = async <T>(look: () => Promise<T | undefined | false>): Promise<T> => {
    for (;;) {
      const found = await look();
      if (found) return found;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };
  /** Resolves once the resource shows that it waits for what matches. */
  const waitsFor = (id: string, reason: RegExp) =>
    until(async () => {
      const resource = await get(id);
      return reason.test(resource.statusReason ?? '') && resource;
    });
  /** The row of the only run. Its fence grows whenever the run changes hands. */
  const run = async (id: string) => {
    const runs = await portal.house.knex('runs').where({ resource_id: id });
    expect(runs).toHaveLength(1);
    return runs[0];
  };
  const releases = async (id: string) => {
    const [{ count }] = await portal.house
      .knex('reservations')
      .where({ resource_id: id, state: 'released' })
      .count();
    return Number(count);
  };

  it('at its first apply keeps its quota and says what it waits for until Argo CD shows that it is gone, whoever is killed meanwhile', async () => {
    let worker = await portal.spawnAnother();
    portal.house.argocd.faults.set({ syncSeconds: 20 });
    const { id } = await portal.request('ghost');
    await waitsFor(id, /What it left behind is being taken back, and the quota stays held/);
    portal.house.argocd.faults.set({ mode: 'hang' });
    const waiting = await waitsFor(id, /tried again: .*Argo CD main did not answer within 2 s/);
    expect(waiting).toMatchObject({ state: 'provision', reservation: 'held' });
    expect(waiting.statusReason).toMatch(/^Argo CD has not brought about checkout-ghost/);
    expect(['queued', 'in_progress']).toContain(waiting.status);
    expect(await names()).toEqual([]);

    for (let kills = 0; kills < 2; kills++) {
      await until(async () => (await run(id)).status === 'in_progress');
      await worker.kill();
      expect(await portal.used()).toBe(2);
      const { fence } = await run(id);
      worker = await portal.spawnAnother();
      await until(async () => Number((await run(id)).fence) > Number(fence) + 1);
    }
    portal.house.argocd.faults.set({ mode: 'ok', syncSeconds: 0.2 });
    const end = await portal.settled(id);
    expect(end).toMatchObject({ state: 'provision', status: 'error', reservation: 'released' });
    expect(end.statusReason).toMatch(/^Argo CD has not brought about checkout-ghost/);
    expect(end.statusReason).not.toMatch(/taken back/);
    expect(await inCluster()).not.toContain('checkout-ghost');
    expect(await portal.used()).toBe(0);
    expect(await releases(id)).toBe(1);

    await portal.as('tess').actOnResource({ params: { id, action: 'retry' } });
    expect(await portal.settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
    await portal.as('tess').actOnResource({ params: { id, action: 'destroy' } });
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
    await worker.kill();
  });

  it('at its first apply cannot be retried while it is taken back, and a destruction takes over', async () => {
    const worker = await portal.spawnAnother();
    portal.house.argocd.faults.set({ mode: 'error500' });
    const { id } = await portal.request('haunted');
    await waitsFor(id, /tried again: /);
    const retry = portal.as('tess').actOnResource({ params: { id, action: 'retry' } });
    await expect(retry).rejects.toMatchObject({ code: 'INVALID_STATE' });

    await portal.as('tess').actOnResource({ params: { id, action: 'destroy' } });
    expect((await get(id)).state).toBe('destroy');
    expect(await portal.used()).toBe(2);
    const failed = await portal.settled(id);
    expect(failed).toMatchObject({ state: 'destroy', status: 'error', reservation: 'held' });
    portal.house.argocd.faults.set({ mode: 'ok', syncSeconds: 0.2 });
    await portal.as('tess').actOnResource({ params: { id, action: 'retry' } });
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
    expect(await portal.used()).toBe(0);
    const { items } = await portal.as('tess').listRuns({ params: { id } });
    expect(items.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'destroy done',
      'destroy error',
      expect.stringMatching(/^apply (error|cancelled)$/),
    ]);
    await worker.kill();
  });

  it('at a change leaves its entry, its quota and its values as they were, once Argo CD is there to say so', async () => {
    let worker = await portal.spawnAnother();
    portal.house.argocd.faults.set({ syncSeconds: 0.2 });
    const { id } = await portal.request('steady');
    expect(await portal.settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
    const before = await portal.house.entries();

    portal.house.argocd.faults.set({ mode: 'hang' });
    const variables = { slaType: 'gold' };
    await portal.as('tess').patchResource({ params: { id }, body: { variables } });
    expect(await portal.used()).toBe(8);
    const waiting = await waitsFor(id, /being taken back, .* tried again: .*did not answer/);
    expect(waiting).toMatchObject({ state: 'provisioned', reservation: 'committed' });
    expect(await portal.house.entries()).toEqual(before);
    expect(await portal.used()).toBe(8);
    await worker.kill();
    worker = await portal.spawnAnother();

    portal.house.argocd.faults.set({ mode: 'ok' });
    const end = await portal.settled(id);
    expect(end).toMatchObject({
      ...{ state: 'provisioned', status: 'error', reservation: 'committed', revision: 3 },
      variables: { slaType: 'bronze' },
      statusReason: expect.stringMatching(/Revision 2 was taken back/),
    });
    expect(await portal.used()).toBe(2);
    expect(await portal.house.entries()).toEqual(before);
    const head = (await portal.house.server('rev-parse', 'main')).trim();
    const { status } = await portal.house.client.getApplication('namespaces');
    expect(status.sync).toMatchObject({ status: 'Synced', revision: head });

    await portal.as('tess').actOnResource({ params: { id, action: 'retry' } });
    expect(await portal.settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(await portal.used()).toBe(2);
    await portal.as('tess').actOnResource({ params: { id, action: 'destroy' } });
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed' });
    await worker.kill();
  });
});
