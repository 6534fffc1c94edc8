import { openPortal, type Portal } from './__testUtils__/openPortal';

jest.setTimeout(120_000);

describe('a project in the portal', () => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await openPortal();
  });
  afterAll(() => portal.stop());
  beforeEach(() => {
    portal.house.argocd.faults.reset();
    portal.house.argocd.faults.set({ syncSeconds: 0.3 });
    portal.house.git.faults.reset();
  });

  const names = async () => (await portal.house.entries()).map(({ name }) => name);
  const destroy = async (id: string) => {
    await portal.as('tess').actOnResource({ params: { id, action: 'destroy' } });
    return portal.settled(id);
  };

  it('goes from request to running namespace, and back', async () => {
    const { id } = await portal.request('shop');
    expect(await portal.used()).toBe(2);
    const live = await portal.settled(id);
    expect(live).toMatchObject({
      state: 'provisioned',
      status: 'done',
      reservation: 'committed',
      outputs: {
        namespace: 'checkout-shop',
        argocdInstance: 'main',
        argocdApplication: 'namespaces',
      },
    });
    expect(await names()).toEqual(['checkout-shop']);
    const { items } = await portal.as('tess').listRuns({ params: { id } });
    const head = (await portal.house.server('rev-parse', 'main')).trim();
    expect(items).toMatchObject([{ kind: 'apply', status: 'done', commit: head }]);
    const logs = await portal.as('tess').listRunLogs({ params: { id: items[0].id } });
    expect(logs.items.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['commit', 'sync']),
    );

    const gone = await destroy(id);
    expect(gone).toMatchObject({ state: 'destroyed', status: 'done', reservation: 'released' });
    expect(await names()).toEqual([]);
    expect(await portal.used()).toBe(0);
  });

  it('that Argo CD cannot make healthy ends with its reason, and gives the quota back', async () => {
    portal.house.argocd.faults.set({ failNamespaces: ['checkout-doomed'] });
    const { id } = await portal.request('doomed');
    const failed = await portal.settled(id);
    expect(failed).toMatchObject({
      state: 'provision',
      status: 'error',
      statusReason: expect.stringContaining('its quota is more than the cluster has'),
      reservation: 'released',
    });
    expect(await names()).toEqual([]);
    expect(await portal.used()).toBe(0);

    portal.house.argocd.faults.set({ failNamespaces: [] });
    await portal.as('tess').actOnResource({ params: { id, action: 'retry' } });
    expect(await portal.settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
    await destroy(id);
  });

  it('that is destroyed while it is provisioned never comes to life', async () => {
    portal.house.argocd.faults.set({ syncSeconds: 2 });
    const { id } = await portal.request('brief');
    await new Promise(resolve => setTimeout(resolve, 1000));
    const gone = await destroy(id);
    expect(gone).toMatchObject({ state: 'destroyed', status: 'done', reservation: 'released' });
    expect(await names()).toEqual([]);
    expect(await portal.used()).toBe(0);
  });

  it('shows in Argo CD to who may see it, and is taken back through git', async () => {
    const first = await portal.request('one');
    await portal.settled(first.id);
    const before = await portal.house.values();
    const second = await portal.request('two');
    await portal.settled(second.id);

    const params = { instance: 'main', name: 'namespaces' };
    const shown = await portal.as('tess').getArgoCdApplication({ params });
    expect(shown.permissions).toMatchObject({
      sync: { allowed: true },
      rollback: { allowed: false },
    });
    const { revision } = shown.history[1];
    const body = { revision };
    await expect(
      portal.as('tess').rollbackArgoCdApplication({ params, body }),
    ).rejects.toMatchObject({ status: 403 });
    const { commit } = await portal.as('ada').rollbackArgoCdApplication({ params, body });
    expect((await portal.house.server('rev-parse', 'main')).trim()).toBe(commit);
    expect(await portal.house.values()).toBe(before);
    for (const { id } of [first, second]) await destroy(id);
    expect(await names()).toEqual([]);
  });

  it('is one of many that two backends bring about together', async () => {
    const another = await portal.startAnother();
    const commits = (await portal.house.messages()).length;
    const requested = await Promise.all(
      Array.from({ length: 20 }, (_, index) => portal.request(`load-${index}`)),
    );
    const live = await Promise.all(requested.map(({ id }) => portal.settled(id)));
    expect(live.map(({ status }) => status)).toEqual(live.map(() => 'done'));
    expect(await names()).toHaveLength(20);
    expect((await portal.house.messages()).length - commits).toBeLessThanOrEqual(12);
    expect(await portal.used()).toBe(40);
    await Promise.all(requested.map(({ id }) => destroy(id)));
    expect(await names()).toEqual([]);
    expect(await portal.used()).toBe(0);
    await another.stop();
  });
});
