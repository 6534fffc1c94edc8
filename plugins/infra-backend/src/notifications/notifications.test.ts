import { createHmac, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  NotificationSendOptions,
  NotificationService,
} from '@backstage/plugin-notifications-node';
import type { ApproverRule } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { ApprovalStore } from '../approvals';
import { AuditTrail, type AuditRecord } from '../audit';
import { createDirectoryRoom } from '../directory';
import {
  encryptionKey,
  type Outside,
  openIntegrationHouse,
  startOutside,
} from '../integrations/__testUtils__';
import { CurrentBindings } from '../access';
import { createOrganisationRoom } from '../organisation';
import { pauseAfter } from './Courier';
import { createNotificationRoom, NewsStore } from './index';

jest.setTimeout(120_000);

const SIGNING_SECRET = 'signing-secret-of-the-test';

describe('news', () => {
  const infra = { encryption: { keys: [encryptionKey('k1')] } };
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let outside: Outside;
  let answer: (response: ServerResponse) => void;
  let sent: NotificationSendOptions[];
  let refuse: Error | undefined;
  let trail: AuditTrail;
  let store: NewsStore;
  let room: ReturnType<typeof createNotificationRoom>;

  const notifications: NotificationService = {
    async send(options) {
      if (refuse) throw refuse;
      sent.push(options);
    },
  };

  beforeAll(async () => {
    // The tests go the rounds themselves.
    backend = await startInfraBackend({ infra: { ...infra, notifications: { send: false } } });
    units = await buildSmallOrganisation(backend);
    outside = await startOutside((_request, response) => answer(response));
    const { commons, channels } = openIntegrationHouse(backend.database, infra);
    const bindings = new CurrentBindings();
    const organisation = createOrganisationRoom(commons, { bindings });
    const { holders } = createDirectoryRoom(commons, { bindings, ...organisation });
    store = new NewsStore(backend.database.knex);
    trail = new AuditTrail(backend.database.knex, (trx, entry) => store.follow(trx, entry));
    room = createNotificationRoom(commons, {
      ...{ notifications, channels, holders, units: organisation.units },
      approvals: new ApprovalStore(backend.database.knex),
    });
  });
  afterAll(async () => {
    await outside.stop();
    await backend.stop();
  });
  beforeEach(async () => {
    sent = [];
    refuse = undefined;
    outside.requests.length = 0;
    answer = response => void response.writeHead(204).end();
    await backend.database.knex('news').delete();
    await backend.database.knex('webhook_deliveries').delete();
    await backend.database.knex('integrations').delete();
  });

  const putResource = async (more: object = {}) => {
    const id = randomUUID();
    await backend.database.knex('resources').insert({
      ...{ id, name: `shop-${id.slice(0, 8)}`, type: 'vm', version: '1' },
      ...{ unit_id: units.checkout.id, state: 'provisioned', status: 'done' },
      ...{ requested_by: 'user:default/tess', ...more },
    });
    return id;
  };
  const putApproval = async (resourceId: string, rules: ApproverRule[], more: object = {}) => {
    const id = randomUUID();
    await backend.database.knex('approvals').insert({
      ...{ id, resource_id: resourceId, kind: 'create', status: 'open', step_order: 'sequential' },
      steps: JSON.stringify(
        rules.map((approvers, index) => ({ title: `Step ${index}`, approvers, needed: 1 })),
      ),
      proposal: JSON.stringify({ version: '1', variables: {}, cost: { cpu: 1, ramGb: 2 } }),
      ...{ requested_by: 'user:default/tess', ...more },
    });
    return id;
  };
  const record = (
    event: AuditRecord['event'],
    resourceId: string,
    after: AuditRecord['after'] = {},
    actor = 'user:default/tess',
  ) =>
    trail.record(backend.database.knex, {
      ...{ event, after, actor: { ref: actor } },
      subject: { kind: 'resource', id: resourceId },
    });
  const goRound = async () => {
    await room.desk.sort();
    await room.courier.deliver();
  };
  const toldTo = () =>
    sent.map(({ recipients, payload }) => [
      'entityRef' in recipients ? [recipients.entityRef].flat().sort() : [],
      payload.title.replace(/shop-\w+/, 'shop'),
    ]);
  const deliveries = () => backend.database.knex('webhook_deliveries').orderBy('created_at');
  const makeIntegration = async (type: string, values: object, unitId?: string) => {
    const wish = { name: `n-${randomUUID().slice(0, 8)}`, type, values };
    const body = unitId ? { ...wish, unitId } : wish;
    return (await backend.as('ada').post('/integrations', body).expect(201)).body.id as string;
  };

  describe('reach', () => {
    it('those who may approve, by their role in scope, their group or name, and not the requester', async () => {
      const resourceId = await putResource();
      const rules = [{ role: 'dept_admin' as const, groups: ['group:default/finance'] }];
      const approvalId = await putApproval(resourceId, rules);
      await record('approval-opened', resourceId, { approvalId });
      await goRound();
      expect(toldTo()).toEqual([
        [
          ['group:default/finance', 'user:default/dora'],
          'Request of vm shop waits for your approval',
        ],
      ]);
      expect(sent[0].payload).toMatchObject({
        link: `/infra/approvals/${approvalId}`,
        topic: 'approval-opened',
        scope: `infra:approval:${approvalId}`,
      });
    });

    it('those whom the directory gave the role at their last sign-in', async () => {
      const { knex } = backend.database;
      await knex('directory_users').insert({
        ...{ user_ref: 'user:default/dirk', username: 'dirk', dn: 'uid=dirk' },
        groups: [`cn=infrahub-dept-admins-${units.payments.slug},ou=groups`],
        checked_at: new Date(),
      });
      try {
        const resourceId = await putResource();
        const approvalId = await putApproval(resourceId, [{ role: 'dept_admin' }]);
        await record('approval-opened', resourceId, { approvalId });
        await goRound();
        expect(toldTo()[0][0]).toEqual(['user:default/dirk', 'user:default/dora']);
      } finally {
        await knex('directory_users').delete();
      }
    });

    it('the approvers of the next step, once one is decided', async () => {
      const resourceId = await putResource();
      const approvalId = await putApproval(
        resourceId,
        [{ role: 'dept_admin' }, { role: 'field_admin' }],
        { digest: 'd' },
      );
      await backend.database.knex('approval_decisions').insert({
        ...{ approval_id: approvalId, step: 0, decided_by: 'user:default/dora' },
        ...{ decision: 'approved', digest: 'd' },
      });
      await record('approval-decided', resourceId, { approvalId }, 'user:default/dora');
      await goRound();
      expect(toldTo()).toEqual([
        [['user:default/fred'], 'Request of vm shop waits for your approval'],
      ]);
    });

    it.each([
      ['approved', 'Request of vm shop was approved'],
      ['rejected', 'Request of vm shop was rejected'],
    ])('the requester, when it is %s', async (status, title) => {
      const resourceId = await putResource();
      const approvalId = await putApproval(resourceId, [{ role: 'dept_admin' }], { status });
      await record('approval-closed', resourceId, { approvalId, status }, 'user:default/dora');
      await goRound();
      expect(toldTo()).toEqual([[['user:default/tess'], title]]);
    });

    it('nobody, when the requester withdraws it', async () => {
      const resourceId = await putResource();
      const approvalId = await putApproval(resourceId, [{ role: 'dept_admin' }]);
      await record('approval-closed', resourceId, { approvalId, status: 'withdrawn' });
      await goRound();
      expect(await deliveries()).toEqual([]);
    });

    it('the requester with a question, and the approvers with the answer', async () => {
      const resourceId = await putResource();
      const approvalId = await putApproval(resourceId, [{ role: 'dept_admin' }]);
      await record('approval-message', resourceId, { approvalId, asks: true }, 'user:default/dora');
      await goRound();
      await record('approval-message', resourceId, { approvalId, asks: false });
      await goRound();
      expect(toldTo()).toEqual([
        [['user:default/tess'], 'Request of vm shop: a question waits for your answer'],
        [['user:default/dora'], 'Request of vm shop: a new message'],
      ]);
    });

    it('whoever asked for the run that failed, with the reason', async () => {
      const resourceId = await putResource();
      await backend.database.knex('runs').insert({
        ...{ id: randomUUID(), resource_id: resourceId, unit_id: units.checkout.id, turn: 1 },
        ...{ provisioner: 'x', kind: 'apply', status: 'error', requested_by: 'user:default/ada' },
      });
      await record('resource-failed', resourceId, { reason: 'No room left' }, 'user:default/ada');
      await goRound();
      expect(toldTo()).toEqual([[['user:default/ada'], 'The run of vm shop failed']]);
      expect(sent[0].payload).toMatchObject({
        ...{ description: 'No room left', severity: 'high' },
        link: `/infra/resources/${resourceId}`,
      });
    });

    it('whoever deployed, of how it ended, with the way to its page', async () => {
      const resourceId = await putResource();
      const workflowId = randomUUID();
      const reason = 'The image was not built: no such instruction';
      await record('deployment-stopped', resourceId, { workflowId, reason }, 'plugin:infra');
      await goRound();
      await record('resource-deployed', resourceId, { workflowId, commit: 'c0ffee' });
      await goRound();
      expect(toldTo()).toEqual([
        [['user:default/tess'], 'The deployment to vm shop stopped'],
        [['user:default/tess'], 'vm shop runs what was deployed'],
      ]);
      expect(sent[0].payload).toMatchObject({
        ...{ description: reason, severity: 'high', link: `/infra/workflows/${workflowId}` },
      });
    });

    it('requesters, approvers and administrators, once, when an approval has waited too long', async () => {
      const resourceId = await putResource();
      const rules = [{ role: 'dept_admin' as const }];
      await putApproval(resourceId, rules, { escalated_at: new Date() });
      await backend.database.knex.transaction(trx => store.findDue(trx, 24));
      await backend.database.knex.transaction(trx => store.findDue(trx, 24));
      await goRound();
      expect(toldTo()).toEqual([
        [
          ['user:default/ada', 'user:default/dora', 'user:default/tess'],
          'Request of vm shop has waited too long for its approval',
        ],
      ]);
    });

    it('the requester, once for each end, before a resource ends', async () => {
      const soon = new Date(Date.now() + 3_600_000);
      const id = await putResource({ expires_at: soon });
      await putResource({ expires_at: new Date(Date.now() + 90 * 3_600_000) });
      const find = () => backend.database.knex.transaction(trx => store.findDue(trx, 24));
      await find();
      await find();
      await goRound();
      const title = `vm shop ends on ${soon.toISOString().slice(0, 10)}`;
      expect(toldTo()).toEqual([[['user:default/tess'], title]]);
      const later = new Date(soon.getTime() + 7_200_000);
      await backend.database.knex('resources').where({ id }).update({ expires_at: later });
      await find();
      await goRound();
      expect(toldTo()).toHaveLength(2);
    });
  });

  it('of a change that was undone are never told', async () => {
    const resourceId = await putResource();
    const undone = backend.database.knex.transaction(async trx => {
      await trail.record(trx, {
        ...{ event: 'resource-failed', actor: { ref: 'user:default/tess' } },
        subject: { kind: 'resource', id: resourceId },
      });
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    await goRound();
    expect(sent).toEqual([]);
  });

  it('are told once, also with two processes', async () => {
    const resourceId = await putResource();
    await record('resource-failed', resourceId);
    await Promise.all([room.desk.sort(), room.desk.sort()]);
    await Promise.all([room.courier.deliver(), room.courier.deliver()]);
    expect(sent).toHaveLength(1);
  });

  it('come from whatever the backend writes into its audit trail', async () => {
    const resourceId = await putResource();
    const approvalId = await putApproval(resourceId, [{ role: 'dept_admin' }]);
    const question = { text: 'What for?', asks: true };
    const path = `/approvals/${approvalId}/messages`;
    const { status } = await backend.as('dora').post(path, question);
    expect([200, 201, 204]).toContain(status);
    await backend.as('ada').patch(`/units/${units.search.id}`, { name: 'Searching' }).expect(200);
    await goRound();
    expect(toldTo()).toEqual([
      [['user:default/tess'], 'Request of vm shop: a question waits for your answer'],
    ]);
  });

  it('that cannot be told hold up no others, and are given up after a day', async () => {
    const { knex } = backend.database;
    const broken = await putResource();
    // A step that no policy can have makes telling of it fail.
    const approvalId = await putApproval(broken, [], { steps: JSON.stringify([{ title: 'x' }]) });
    await record('approval-opened', broken, { approvalId });
    await record('resource-failed', await putResource());
    await goRound();
    expect(toldTo()).toEqual([[['user:default/tess'], 'The run of vm shop failed']]);
    expect(await knex('news')).toHaveLength(1);
    await knex('news').update({ created_at: new Date(Date.now() - 25 * 3_600_000) });
    await goRound();
    expect(await knex('news')).toEqual([]);
  });

  it('go out by themselves, until the backend stops', async () => {
    const { commons, channels } = openIntegrationHouse(backend.database, infra);
    const bindings = new CurrentBindings();
    const organisation = createOrganisationRoom(commons, { bindings });
    const { holders } = createDirectoryRoom(commons, { bindings, ...organisation });
    const told: NotificationSendOptions[] = [];
    const process = createNotificationRoom(commons, {
      ...{ channels, holders, units: organisation.units },
      approvals: new ApprovalStore(backend.database.knex),
      notifications: { send: async options => void told.push(options) },
    });
    await process.start?.();
    await record('resource-failed', await putResource());
    while (told.length === 0) await sleep(100);
    await process.stop?.();
    await record('resource-failed', await putResource());
    await sleep(3_000);
    expect(await backend.database.knex('news')).toHaveLength(1);
    expect(told.map(({ payload }) => payload.topic)).toEqual(['resource-failed']);
  });

  describe('reach webhooks', () => {
    const fail = async () => {
      const resourceId = await putResource();
      await record('resource-failed', resourceId, { reason: 'No <room> left' });
      await goRound();
      return resourceId;
    };

    it('with a signature over moment and body', async () => {
      const values = { url: `${outside.url}/hook`, secret: SIGNING_SECRET };
      const id = await makeIntegration('webhook', values, units.payments.id);
      const resourceId = await fail();
      expect(outside.requests).toHaveLength(1);
      const [{ body, headers, path }] = outside.requests;
      expect(path).toBe('/hook');
      const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
        `${headers['x-bailiwick-signature']}`,
      )!;
      const expected = createHmac('sha256', SIGNING_SECRET).update(`${time}.${body}`).digest('hex');
      expect(digest).toBe(expected);
      const rows = await deliveries();
      const delivery = rows.find(({ channel }) => channel === 'webhook');
      expect(JSON.parse(body)).toMatchObject({
        ...{ id: delivery.id, kind: 'resource-failed', description: 'No <room> left' },
        resource: { id: resourceId, unitId: units.checkout.id, unit: 'Checkout' },
        link: expect.stringMatching(new RegExp(`/infra/resources/${resourceId}$`)),
      });
      expect(headers['x-bailiwick-delivery']).toBe(delivery.id);
      expect(delivery).toMatchObject({ status: 'delivered', attempts: 1, integration_id: id });
      const { items } = await trail.list({ kind: 'integration', id }, { limit: 5 });
      expect(items[0]).toMatchObject({
        event: 'credentials-used',
        after: { deliveryId: delivery.id },
      });
    });

    it('of the unit and those above, and no others', async () => {
      const hook = (path: string) => ({ url: `${outside.url}${path}`, secret: SIGNING_SECRET });
      await makeIntegration('webhook', hook('/everybodys'));
      await makeIntegration('webhook', hook('/team'), units.checkout.id);
      await makeIntegration('webhook', hook('/sibling'), units.risk.id);
      await makeIntegration('slack', { url: `${outside.url}/slack` }, units.commerce.id);
      await fail();
      expect(outside.requests.map(({ path }) => path).sort()).toEqual([
        ...['/everybodys', '/slack', '/team'],
      ]);
      const slack = outside.requests.find(({ path }) => path === '/slack');
      expect(JSON.parse(`${slack?.body}`).text).toMatch(
        /^<.*\|The run of vm shop-\w+ failed> \(Checkout\)\nNo <room> left$/,
      );
    });

    it('again after a failure, with longer and longer pauses, and the reason is recorded', async () => {
      await makeIntegration('webhook', { url: outside.url, secret: SIGNING_SECRET });
      answer = response => void response.writeHead(500).end('secret reply');
      await fail();
      const find = async () => (await deliveries()).find(({ channel }) => channel === 'webhook');
      expect(await find()).toMatchObject({
        ...{ status: 'waiting', attempts: 1, last_error: 'It answered with status 500' },
      });
      await room.courier.deliver();
      expect(outside.requests).toHaveLength(1);
      answer = response => void response.writeHead(200).end();
      await backend.database.knex('webhook_deliveries').update({ next_attempt_at: new Date(0) });
      await room.courier.deliver();
      expect(await find()).toMatchObject({ status: 'delivered', attempts: 2, last_error: null });
      expect([1, 2, 3, 15, 16].map(pauseAfter)).toEqual([
        ...[30_000, 60_000, 120_000, 21_600_000, undefined],
      ]);
    });

    it('no more once they say that they are gone', async () => {
      await makeIntegration('webhook', { url: outside.url, secret: SIGNING_SECRET });
      answer = response => void response.writeHead(410).end();
      await fail();
      const rows = await deliveries();
      expect(rows.find(({ channel }) => channel === 'webhook')).toMatchObject({ status: 'failed' });
    });

    it('although the notifications of Backstage are away, and the other way round', async () => {
      await makeIntegration('webhook', { url: outside.url, secret: SIGNING_SECRET });
      refuse = new Error('Failed to send notifications: Error: Request failed with status 503');
      await fail();
      const statuses = Object.fromEntries(
        (await deliveries()).map(({ channel, status }) => [channel, status]),
      );
      expect(statuses).toEqual({ backstage: 'waiting', webhook: 'delivered' });
    });

    it('never with the secret in the row', async () => {
      const secret = `${SIGNING_SECRET}-never`;
      await makeIntegration('slack', { url: `${outside.url}/services/${secret}` });
      answer = response => void response.destroy();
      await fail();
      expect(JSON.stringify(await deliveries())).not.toContain(secret);
    });
  });
});
