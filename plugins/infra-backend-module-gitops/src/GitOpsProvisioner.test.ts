import { type GitHouse, openGitHouse } from './__testUtils__/openGitHouse';
import { resourceOf, TestRun } from './__testUtils__/TestRun';

jest.setTimeout(60_000);

describe('the provisioner gitops', () => {
  let house: GitHouse;

  beforeAll(async () => {
    house = await openGitHouse();
  });
  afterAll(() => house.stop());
  beforeEach(() => {
    house.git.faults.reset();
    house.argocd.faults.reset();
    house.argocd.faults.set({ syncSeconds: 0.2 });
  });

  const names = async () => (await house.entries()).map(({ name }) => name);
  const resources = async () =>
    (await house.client.getApplication('namespaces')).status.resources.map(({ name }) => name);
  const count = async (change: string) =>
    (await house.messages()).join('\n').split(`Infra-Change: ${change}`).length - 1;

  it('brings a namespace about: entry, commit, sync of that commit', async () => {
    const { provisioner } = house.open();
    const run = new TestRun(resourceOf('shop'));
    const before = await house.values();
    const result = await provisioner.apply(run.context('apply'));

    expect(await house.entries()).toEqual([
      {
        name: 'checkout-shop',
        teamId: run.resource.unit.id,
        resourceQuota: { cpu: 2, memory: '4Gi' },
      },
    ]);
    const head = (await house.server('rev-parse', 'main')).trim();
    expect(run.commits).toEqual([head]);
    expect(result.outputs).toEqual({
      namespace: 'checkout-shop',
      argocdInstance: 'main',
      argocdApplication: 'namespaces',
    });
    const [message] = await house.messages();
    expect(message).toContain('Provision project checkout-shop of Checkout for user:default/tess');
    expect(message).toContain(`Infra-Resource: ${run.resource.id}`);
    expect(message).toContain(`Infra-Change: ${run.id}:put`);
    const around = (text: string) => text.split(/^namespaces:.*$/m);
    const [head1, tail1] = around(before);
    const [head2, tail2] = around(await house.values());
    expect(head2).toBe(head1);
    expect(tail2.endsWith(tail1)).toBe(true);

    const application = await house.client.getApplication('namespaces');
    expect(application.status.operationState?.syncResult?.revision).toBe(head);
    expect(application.status.resources.filter(({ name }) => name === 'checkout-shop')).toEqual([
      expect.objectContaining({ kind: 'Namespace', status: 'Synced' }),
      expect.objectContaining({ kind: 'ResourceQuota', status: 'Synced' }),
    ]);

    await provisioner.destroy(new TestRun(run.resource).context('destroy'));
    expect(await house.values()).toBe(before);
    const after = await house.client.getApplication('namespaces');
    expect(after.status.resources).toEqual([]);
  });

  it('gathers what comes together into one commit, one sync, and shared looks', async () => {
    const { provisioner } = house.open();
    const runs = Array.from({ length: 30 }, (_, index) => new TestRun(resourceOf(`many-${index}`)));
    const commits = (await house.messages()).length;
    const { gets, syncs } = house.client;
    const asked = syncs.length;
    const start = Date.now();
    await Promise.all(runs.map(run => provisioner.apply(run.context('apply'))));
    const seconds = (Date.now() - start) / 1000;

    expect((await house.messages()).length - commits).toBeLessThanOrEqual(4);
    expect(syncs.length - asked).toBeLessThanOrEqual(4);
    expect(house.client.gets - gets).toBeLessThanOrEqual(seconds * 10 + 5);
    expect(await names()).toHaveLength(30);
    await Promise.all(
      runs.map(run => provisioner.destroy(new TestRun(run.resource).context('destroy'))),
    );
    expect(await names()).toEqual([]);
  });

  it('fails with what Argo CD says of this namespace, takes the entry back, and leaves the others alone', async () => {
    const { provisioner } = house.open();
    house.argocd.faults.set({ failNamespaces: ['checkout-bad'] });
    const bad = new TestRun(resourceOf('bad'));
    const good = new TestRun(resourceOf('good'));
    const [failed, done] = await Promise.allSettled([
      provisioner.apply(bad.context('apply')),
      provisioner.apply(good.context('apply')),
    ]);
    expect(done.status).toBe('fulfilled');
    expect(failed).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('its quota is more than the cluster has') },
    });
    await provisioner.compensate(bad.context('apply', { stage: 'compensate' }));
    expect(await names()).toEqual(['checkout-good']);
    // Again, as after a crash: nothing more to do.
    await provisioner.compensate(bad.context('apply', { stage: 'compensate' }));
    expect(await names()).toEqual(['checkout-good']);
    await provisioner.destroy(new TestRun(good.resource).context('destroy'));
  });

  it('is not fooled by an application that was healthy all along at an older commit', async () => {
    const { provisioner } = house.open({
      argocd: { instance: 'main', interval: { milliseconds: 50 }, timeout: { seconds: 2 } },
    });
    house.argocd.faults.set({ mode: 'stale' });
    const run = new TestRun(resourceOf('stale'));
    await expect(provisioner.apply(run.context('apply'))).rejects.toThrow(
      /has not brought about checkout-stale at [0-9a-f]{7} in time\. Argo CD is still at/,
    );
    house.argocd.faults.set({ mode: 'ok' });
    await provisioner.compensate(run.context('apply', { stage: 'compensate' }));
    expect(await names()).toEqual([]);
  });

  it.each([
    ['hang', /in time\. Argo CD main did not answer within 2 s/],
    ['error500', /in time\. Argo CD main answered 500 .*: the controller is not available/],
  ] as const)('gives up with the reason where Argo CD is in mode %s', async (mode, reason) => {
    const { provisioner } = house.open({
      argocd: { instance: 'main', interval: { milliseconds: 50 }, timeout: { seconds: 1 } },
    });
    house.argocd.faults.set({ mode });
    const run = new TestRun(resourceOf(mode));
    await expect(provisioner.apply(run.context('apply'))).rejects.toThrow(reason);
    // The entry leaves git at once; whether the namespace is gone only Argo CD can say.
    const compensate = () => provisioner.compensate(run.context('apply', { stage: 'compensate' }));
    await expect(compensate()).rejects.toThrow(reason);
    expect(await names()).toEqual([]);
    house.argocd.faults.set({ mode: 'ok' });
    await compensate();
    expect(await count(`${run.id}:revert`)).toBe(1);
  });

  it('has taken a namespace back only when Argo CD shows nothing of it any more', async () => {
    const { provisioner } = house.open({
      argocd: { instance: 'main', interval: { milliseconds: 50 }, timeout: { seconds: 5 } },
    });
    house.argocd.faults.set({ failNamespaces: ['checkout-late'] });
    const run = new TestRun(resourceOf('late'));
    await expect(provisioner.apply(run.context('apply'))).rejects.toThrow(/more than the cluster/);
    house.argocd.faults.set({ syncSeconds: 30 });
    const context = () => run.context('apply', { stage: 'compensate' });
    await expect(provisioner.compensate(context())).rejects.toThrow(
      /has not removed checkout-late .*is syncing/,
    );
    expect(await names()).toEqual([]);
    expect(await resources()).toContain('checkout-late');

    const operation = `${house.argocd.url}/api/v1/applications/namespaces/operation`;
    const headers = { authorization: `Bearer ${house.argocd.token}` };
    await fetch(operation, { method: 'DELETE', headers });
    house.argocd.faults.set({ syncSeconds: 0.2 });
    // Another worker does not wait for the sync that the first one asked for.
    await house.open().provisioner.compensate(context());
    expect(await resources()).not.toContain('checkout-late');
  });

  it('carries on where Argo CD comes back in time', async () => {
    const { provisioner } = house.open();
    house.argocd.faults.set({ mode: 'error500' });
    const run = new TestRun(resourceOf('patient'));
    const applied = provisioner.apply(run.context('apply'));
    setTimeout(() => house.argocd.faults.set({ mode: 'ok' }), 700);
    await expect(applied).resolves.toMatchObject({ outputs: { namespace: 'checkout-patient' } });
    await provisioner.destroy(new TestRun(run.resource).context('destroy'));
  });

  it('says at once that there is no such application', async () => {
    const { provisioner } = house.open({ argocd: { instance: 'main', application: 'nowhere' } });
    const run = new TestRun(resourceOf('lost'));
    await expect(provisioner.apply(run.context('apply'))).rejects.toThrow(
      /refuses to show the application nowhere .* or the application does not exist/,
    );
    // Whoever mends the configuration lets it end: the namespace is looked for where it belongs by then.
    const compensate = (one: typeof provisioner) =>
      one.compensate(run.context('apply', { stage: 'compensate' }));
    await expect(compensate(provisioner)).rejects.toThrow(/does not exist/);
    expect(await names()).toEqual([]);
    await compensate(house.open().provisioner);
  });

  it('retries rejected pushes', async () => {
    const { provisioner } = house.open();
    house.git.faults.set({ rejectPushes: 3 });
    const run = new TestRun(resourceOf('rejected'));
    await provisioner.apply(run.context('apply'));
    expect(await names()).toEqual(['checkout-rejected']);
    await provisioner.destroy(new TestRun(run.resource).context('destroy'));
  });

  it('waits for a git host that is down, and says what for', async () => {
    const { provisioner } = house.open();
    house.git.faults.set({ down: true });
    const run = new TestRun(resourceOf('down'));
    const applied = provisioner.apply(run.context('apply'));
    await new Promise(resolve => setTimeout(resolve, 800));
    house.git.faults.set({ down: false });
    await applied;
    expect(run.log.join('\n')).toMatch(/commit: git fetch \(http.*\) failed: /);
    await provisioner.destroy(new TestRun(run.resource).context('destroy'));
  });

  it('leaves nothing behind where the git host stays down, and does not need it to say so', async () => {
    const { provisioner } = house.open({ timeout: { commit: { seconds: 5 } } });
    house.git.faults.set({ down: true });
    const run = new TestRun(resourceOf('never'));
    await expect(provisioner.apply(run.context('apply'))).rejects.toThrow(
      /was not pushed within 5 s: git fetch/,
    );
    await provisioner.compensate(run.context('apply', { stage: 'compensate' }));
    house.git.faults.set({ down: false });
    // A worker that overslept hands the change in again: it stays withdrawn.
    await expect(provisioner.apply(run.context('apply'))).rejects.toThrow(/was withdrawn/);
    expect(await names()).toEqual([]);
  });

  it('stops when it is cancelled, and what it began is taken back', async () => {
    const { provisioner } = house.open();
    house.argocd.faults.set({ syncSeconds: 4 });
    const run = new TestRun(resourceOf('cancelled'));
    const applied = provisioner.apply(run.context('apply'));
    setTimeout(() => run.cancel(), 1000);
    await expect(applied).rejects.toThrow('The run was cancelled');
    await provisioner.compensate(run.context('apply', { stage: 'compensate' }));
    expect(await names()).toEqual([]);
  });

  it('changes what is provisioned already', async () => {
    const { provisioner } = house.open();
    const { resource } = new TestRun(resourceOf('grows'));
    await provisioner.apply(new TestRun(resource).context('apply'));
    const grown = { ...resource, cost: { cpu: 8, ramGb: 32 } };
    await provisioner.apply(new TestRun(grown).context('apply'));
    expect(await house.entries()).toEqual([
      expect.objectContaining({ resourceQuota: { cpu: 8, memory: '32Gi' } }),
    ]);
    await provisioner.destroy(new TestRun(resource).context('destroy'));
  });

  it('writes one file per resource where the type says so', async () => {
    const { provisioner } = house.open();
    const settings = { layout: 'files', path: 'src/helm/namespaces/{name}.yaml' };
    const run = new TestRun(resourceOf('filed'));
    await provisioner.apply(run.context('apply', { settings }));
    const file = await house.server('show', 'main:src/helm/namespaces/checkout-filed.yaml');
    expect(file).toBe(
      `name: checkout-filed\nteamId: ${run.resource.unit.id}\nresourceQuota:\n  cpu: 2\n  memory: 4Gi\n`,
    );
    await provisioner.destroy(new TestRun(run.resource).context('destroy', { settings }));
    const listed = await house.server('ls-tree', '-r', '--name-only', 'main');
    expect(listed).not.toContain('checkout-filed');
  });

  it("refuses to take another team's namespace over", async () => {
    const { provisioner } = house.open();
    const run = new TestRun(resourceOf('taken'));
    await provisioner.apply(run.context('apply'));
    const other = { ...run.resource, unit: { ...run.resource.unit, id: 'another-team' } };
    await expect(provisioner.apply(new TestRun(other).context('apply'))).rejects.toThrow(
      /already has an entry "checkout-taken", and it belongs to the team/,
    );
    await provisioner.destroy(new TestRun(run.resource).context('destroy'));
  });
});
