import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockCredentials } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { JsonObject } from '@backstage/types';
import type { Approval, Page, Resource } from '@bailiwick/backstage-plugin-infra-common';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import { bucket, startTypeBackend } from '../resources/types/__testUtils__/typeBackend';
import { until } from '../runs/__testUtils__/waiting';

jest.setTimeout(60_000);

let backend: InfraBackend;
let units: SmallOrganisation;
const registry = actionsRegistryServiceMock();

beforeAll(async () => {
  const keys = [{ id: 'test', secret: randomBytes(32).toString('base64') }];
  ({ backend } = await startTypeBackend({
    infra: { encryption: { keys } },
    features: [
      createServiceFactory({
        service: actionsRegistryServiceRef,
        deps: {},
        factory: () => registry,
      }),
    ],
  }));
  units = await buildSmallOrganisation(backend);
  const steps = [{ title: 'Department', approvers: { role: 'dept_admin' as const } }];
  const ada = backend.as('ada');
  await ada.post('/resource-types', bucket()).expect(201);
  await ada.post('/resource-types', bucket({ name: 'asked', approval: { steps } })).expect(201);
});
afterAll(() => backend.stop());

/** What an agent does for a user. */
const take = async <T>(name: string, action: string, input: object): Promise<T> => {
  const credentials = mockCredentials.user(`user:default/${name}`);
  const { output } = await registry.invoke({
    ...{ id: `test:${action}`, input: input as JsonObject, credentials },
  });
  return output as T;
};
const refusalOf = (name: string, action: string, input: object) =>
  take(name, action, input).then(
    () => 'It was done',
    error => [error.code, error.message],
  );

const wish = (more: object = {}) => ({
  ...{ type: 'bucket', name: `a-${randomUUID().slice(0, 8)}`, unitId: units.checkout.id },
  ...more,
});
const request = (more: object = {}) => take<Resource>('tess', 'request-resource', wish(more));
const settled = (id: string) =>
  until(async () => {
    const resource = await take<Resource>('tess', 'get-resource', { id });
    return ['queued', 'in_progress'].includes(resource.status) ? undefined : resource;
  });
const approvalOf = (id: string) =>
  until(async () => {
    const { items } = await take<Page<Approval>>('dora', 'list-approvals', { mine: true });
    return items.find(({ resource, digest }) => resource.id === id && digest);
  });

describe('an agent', () => {
  it('can do all that is listed, and nothing that destroys', async () => {
    const { actions } = await registry.list();
    expect(actions.map(({ name }) => name)).toEqual([
      ...['list-resources', 'get-resource', 'request-resource', 'change-resource'],
      ...['plan-resource', 'get-plan', 'list-approvals', 'decide-approval'],
    ]);
  });

  it('requests, changes and plans as its user', async () => {
    const dry = await take<{ valid: boolean }>('tess', 'request-resource', wish({ dryRun: true }));
    expect(dry).toMatchObject({ valid: true });
    const { id, requestedBy } = await request({ variables: { size: 2 } });
    expect(requestedBy).toBe('user:default/tess');
    await settled(id);
    await take('tess', 'change-resource', { id, variables: { size: 3 } });
    expect(await settled(id)).toMatchObject({ variables: { size: 3 }, revision: 2 });
    const { runId } = await take<{ runId: string }>('tess', 'plan-resource', { id });
    const plan = await until(() =>
      take<JsonObject>('tess', 'get-plan', { runId }).catch(() => undefined),
    );
    expect(plan).toMatchObject({ purpose: 'apply' });
    const { items } = await take<Page<Resource>>('mia', 'list-resources', { q: 'a-' });
    expect(items.map(one => one.id)).toContain(id);
  });

  it('decides as its user, upon what was seen and never upon a request of that user', async () => {
    const { id } = await request({ type: 'asked' });
    const { digest } = await approvalOf(id);
    const decision = { resourceId: id, decision: 'approve', digest };
    expect((await refusalOf('tess', 'decide-approval', decision))[0]).toBe('FORBIDDEN');
    const blind = { resourceId: id, decision: 'approve' };
    expect(await refusalOf('dora', 'decide-approval', blind)).toEqual([
      'VALIDATION_ERROR',
      expect.stringContaining('/digest is required'),
    ]);
    expect((await refusalOf('tom', 'decide-approval', decision))[0]).toBe('NOT_FOUND');
    await take('dora', 'decide-approval', decision);
    expect(await settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });

  it('of another team finds nothing, and does nothing', async () => {
    const { id, lastRunId } = await request();
    await settled(id);
    const { items } = await take<Page<Resource>>('tom', 'list-resources', {});
    expect(items.map(one => one.id)).not.toContain(id);
    for (const [action, input] of [
      ['get-resource', { id }],
      ['change-resource', { id, variables: { size: 9 } }],
      ['plan-resource', { id }],
      ['get-plan', { runId: lastRunId }],
      ['request-resource', wish()],
    ] as const) {
      expect([action, (await refusalOf('tom', action, input))[0]]).toEqual([action, 'NOT_FOUND']);
    }
    expect((await refusalOf('mia', 'change-resource', { id, variables: { size: 9 } }))[0]).toBe(
      'FORBIDDEN',
    );
    expect(await settled(id)).toMatchObject({ revision: 1 });
  });

  it('without a user is nobody', async () => {
    const nobody = registry.invoke({
      ...{ id: 'test:list-resources', input: {}, credentials: mockCredentials.none() },
    });
    await expect(nobody).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });

  it.each([
    ['get-resource', { id: 'one' }, '/id must be a UUID'],
    ['change-resource', { id: '1; --', variables: {} }, '/id must be a UUID'],
    ['plan-resource', { id: '' }, '/id must be a UUID'],
    ['get-plan', { runId: '🚀' }, '/runId must be a UUID'],
    ['decide-approval', { resourceId: 'x', decision: 'reject' }, '/resourceId must be a UUID'],
    ['list-resources', { limit: 1000 }, '/limit must be at most 200'],
    ['list-resources', { q: 'a\0b' }, '/q must be well-formed text'],
    ['request-resource', { type: 'bucket', name: 'X', unitId: 'x' }, '/name must consist'],
  ])('that asks %s with %j is told which rule that breaks', async (action, input, message) => {
    expect(await refusalOf('tess', action, input)).toEqual([
      'VALIDATION_ERROR',
      expect.stringContaining(message),
    ]);
  });

  it('is told nothing of what went wrong inside', async () => {
    const { knex } = backend.database;
    await knex.schema.renameTable('resource_parents', 'hidden');
    try {
      const [, message] = await refusalOf('ada', 'list-resources', {});
      expect(message).toBe('Something went wrong on our side; the log has the details');
    } finally {
      await knex.schema.renameTable('hidden', 'resource_parents');
    }
  });
});
