import { mockCredentials } from '@backstage/backend-test-utils';
import { type Infra, startInfra } from '../../__testUtils__/startInfra';
import { Task } from '../../__testUtils__/taskContext';
import { createCheckQuotaAction } from '../quota/check';
import { DRY_RUN_ID } from '../types';
import { createDestroyResourceAction } from './destroy';
import { createRequestResourceAction } from './request';
import { createWaitForResourceAction } from './wait';

jest.setTimeout(60_000);

describe('actions on resources', () => {
  let infra: Infra;
  let task: Task;

  beforeAll(async () => {
    infra = await startInfra();
  });
  afterAll(() => infra.stop());

  beforeEach(async () => {
    task = await Task.create();
  });
  afterEach(() => task.dispose());

  const as = (name: string) => ({
    getInitiatorCredentials: async () => mockCredentials.user(`user:default/${name}`),
  });
  const project = (name: string, more: object = {}) => ({
    type: 'project',
    name,
    unit: 'checkout',
    site: 'ams1',
    variables: { slaType: 'bronze', performanceTier: 'regular' },
    ...more,
  });
  const projects = async () =>
    (await infra.clientOf('tess').listResources()).items.map(({ name }) => name);
  const request = () => createRequestResourceAction(infra.infraFor);
  const destroy = () => createDestroyResourceAction(infra.infraFor);

  it('requests a project as the user, waits for it, and destroys it', async () => {
    await task.run(request(), project('shop', { wait: true }), as('tess'));
    expect(task.outputs).toMatchObject({
      state: 'provisioned',
      status: 'done',
      externalName: 'checkout-shop',
      outputs: { namespace: 'checkout-shop' },
    });
    const resourceId = task.outputs.resourceId as string;
    const resource = await infra.clientOf('tess').getResource({ params: { id: resourceId } });
    expect(resource.requestedBy).toBe('user:default/tess');

    await task.run(destroy(), { resourceId }, as('tess'));
    expect(task.outputs.state).toBe('destroyed');
    await task.run(destroy(), { resourceId }, as('tess'));
    expect(task.outputs.state).toBe('destroyed');
  });

  it('finds its request again when the task was killed before its checkpoint was stored', async () => {
    await task.run(request(), project('again', { wait: true }), as('tess'));
    const recovered = await Task.create();
    await recovered.run(request(), project('again', { wait: true }), as('tess'));
    expect(recovered.outputs.resourceId).toBe(task.outputs.resourceId);
    await recovered.dispose();
    await task.run(destroy(), { resourceId: task.outputs.resourceId as string }, as('tess'));
  });

  it('takes the team by its id and by its Group, too', async () => {
    const { entityRef } = await infra
      .clientOf('tess')
      .getUnit({ params: { id: infra.checkoutId } });
    for (const unit of [infra.checkoutId, entityRef]) {
      await task.run(request(), project('named', { unit }), { ...as('tess'), isDryRun: true });
      expect(task.outputs.externalName).toBe('checkout-named');
    }
  });

  it('creates nothing in a dry run', async () => {
    await task.run(request(), project('dry'), { ...as('tess'), isDryRun: true });
    expect(task.outputs.resourceId).toBe(DRY_RUN_ID);
    expect(await projects()).not.toContain('dry');
  });

  it('fails with the sentence that the quota gives', async () => {
    const gold = project('gold', { variables: { slaType: 'gold', performanceTier: 'regular' } });
    await expect(task.run(request(), gold, as('tess'))).rejects.toThrow(
      /Checkout.*8 were asked for/,
    );
    await expect(task.run(request(), gold, { ...as('tess'), isDryRun: true })).rejects.toThrow(
      /Checkout/,
    );
  });

  it('gives a template no right that its user does not have', async () => {
    await expect(task.run(request(), project('theirs'), as('tom'))).rejects.toThrow(
      'There is no unit "checkout" that you may use',
    );
    await expect(
      task.run(request(), project('theirs', { unit: infra.checkoutId }), as('tom')),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('fails with the reason when the resource does not come up', async () => {
    await expect(
      task.run(request(), project('broken', { wait: true }), as('tess')),
    ).rejects.toThrow('The cluster refused the namespace');
    expect(task.outputs).toMatchObject({ state: 'provision', status: 'error' });
    const resourceId = task.outputs.resourceId as string;
    const resource = await infra.clientOf('tess').getResource({ params: { id: resourceId } });
    expect(resource.reservation).toBe('released');
    await task.run(destroy(), { resourceId }, as('tess'));
  });

  it('stops waiting when the time is up or the task is cancelled, and the resource goes on', async () => {
    await task.run(request(), project('slow'), as('tess'));
    const resourceId = task.outputs.resourceId as string;
    const wait = createWaitForResourceAction(infra.infraFor);
    await expect(task.run(wait, { resourceId, timeoutSeconds: 1 }, as('tess'))).rejects.toThrow(
      /slow is still provision\/.* after 1 seconds/,
    );

    const cancelled = new AbortController();
    const waiting = task.run(wait, { resourceId }, { ...as('tess'), signal: cancelled.signal });
    cancelled.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await task.run(destroy(), { resourceId }, as('tess'));
    expect(task.outputs.state).toBe('destroyed');
  });

  it('checks the quota without asking for anything', async () => {
    const check = createCheckQuotaAction(infra.infraFor);
    await task.run(check, project('fits'), as('tess'));
    expect(task.outputs).toMatchObject({
      ...{ fits: true, problems: [], cost: { cpu: 2, ramGb: 4 } },
      owner: 'group:default/team-checkout',
    });

    const gold = project('gold', { variables: { slaType: 'gold', performanceTier: 'regular' } });
    await task.run(check, { ...gold, failWhenRefused: false }, as('tess'));
    expect(task.outputs).toMatchObject({
      fits: false,
      problems: [expect.stringMatching(/Checkout/)],
    });
    await expect(task.run(check, gold, as('tess'))).rejects.toThrow(/Checkout/);
  });
});
