import { type Aws, startAws } from '@bailiwick/sandbox';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeAws, MIRROR } from './__testUtils__';
import { openPortal, type Portal } from './__testUtils__/openPortal';

jest.setTimeout(300_000);

describeAws('A service of a cloud (terraform-provider-aws must be installed)', () => {
  let portal: Portal;
  let aws: Aws;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clouds-'));
    const cliConfigFile = join(folder, 'terraformrc');
    await writeFile(
      cliConfigFile,
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(MIRROR)}\n  }\n}\n`,
    );
    aws = await startAws();
    portal = await openPortal({ infra: { opentofu: { cliConfigFile } } });
  });
  afterAll(async () => {
    await portal?.stop();
    await aws?.stop();
    await rm(folder, { recursive: true });
  });

  const values = () => ({
    account_id: aws.account,
    access_key_id: aws.accessKeyId,
    secret_access_key: aws.secretAccessKey,
    endpoint_url: aws.url,
  });

  const approve = async (id: string) => {
    const { items } = await portal.as('dora').listApprovals({ query: { limit: 10 } });
    const body = { digest: items.find(({ resource }) => resource.id === id)?.digest };
    await portal.as('dora').actOnResource({ params: { id, action: 'approve' }, body });
  };

  it('is a resource type with the defaults and limits of its plugin', async () => {
    const { items } = await portal.as('tess').listResourceTypes({ query: { label: 'cloud=aws' } });
    expect(items.map(({ name }) => name)).toContain('aws-s3');
    const type = await portal.as('tess').getResourceType({ params: { name: 'aws-s3' } });
    expect(type.problems).toBeUndefined();
    const [{ schema }] = type.versions;
    expect(schema.properties).toMatchObject({
      region: { default: 'eu-central-1', enum: expect.arrayContaining(['us-east-1']) },
      noncurrent_version_days: { default: 90, minimum: 1, maximum: 3650 },
    });
    expect(Object.keys(schema.properties as object)).not.toContain('project_name');
  });

  it('refuses credentials by the rules of its plugin', async () => {
    const wish = { name: 'short', type: 'aws-access-key', unitId: portal.team.id };
    const body = { ...wish, values: { ...values(), account_id: '12' } };
    await expect(portal.as('tess').createIntegration({ body })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [
        { pointer: '/values/account_id', message: expect.stringContaining('twelve digits') },
      ],
    });
  });

  it('is planned, approved, applied and destroyed with credentials of its plugin', async () => {
    const integration = await portal.as('tess').createIntegration({
      body: { name: 'acme', type: 'aws-access-key', unitId: portal.team.id, values: values() },
    });
    const { id } = await portal.request('aws-s3', 'uploads', {
      integrations: [integration.id],
      variables: { environment: 'dev' },
    });
    const waiting = await portal.settled(id);
    expect(waiting).toMatchObject({ state: 'provision', status: 'approval_pending' });
    const { log: planLog } = await portal.lastRun(id);
    expect(planLog).toContain('aws_s3_bucket.this');
    expect(planLog).not.toContain(aws.secretAccessKey);

    await approve(id);
    const live = await portal.settled(id);
    expect(live).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(JSON.stringify(live.outputs)).toContain('checkout-uploads-dev');

    await portal.as('tess').actOnResource({ params: { id, action: 'destroy' } });
    await portal.settled(id);
    await approve(id);
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed', status: 'done' });
  });

  it('whose cloud rejects the credentials says so without them, and goes on once they are right', async () => {
    const wrong = 'wrongWrongWrongWrongWrongWrongWrong12345';
    const tess = portal.as('tess');
    const { id: integrationId } = await tess.createIntegration({
      body: {
        ...{ name: 'mistyped', type: 'aws-access-key', unitId: portal.team.id },
        values: { ...values(), secret_access_key: wrong },
      },
    });
    const give = (secret: string) =>
      tess.updateIntegration({
        params: { id: integrationId },
        body: { values: { ...values(), secret_access_key: secret } },
      });
    const { id } = await portal.request('aws-sns', 'invoices', {
      integrations: [integrationId],
      variables: { environment: 'dev' },
    });
    const take = (action: 'plan' | 'retry') => tess.actOnResource({ params: { id, action } });
    const refused = async () => {
      const resource = await portal.settled(id);
      const run = await portal.lastRun(id);
      expect(run.status).toBe('error');
      for (const said of [resource.statusReason, run.error, run.log]) {
        expect(said).toContain('SignatureDoesNotMatch');
      }
      const trail = await tess.listResourceAudit({ params: { id } });
      expect(JSON.stringify([resource, run, trail])).not.toContain(wrong);
      const allowed = resource.allowedActions.filter(({ allowed: is }) => is);
      return { ...resource, allowed: allowed.map(({ action }) => action) };
    };

    const unplanned = await refused();
    expect(unplanned).toMatchObject({ state: 'provision', status: 'approval_pending' });
    expect(unplanned.allowed).toEqual(expect.arrayContaining(['plan', 'cancel']));
    await expect(approve(id)).rejects.toMatchObject({ status: 400 });
    await give(aws.secretAccessKey);
    await take('plan');
    expect((await portal.settled(id)).statusReason).toBeUndefined();

    await give(wrong);
    await approve(id);
    const unapplied = await refused();
    expect(unapplied).toMatchObject({ state: 'provision', status: 'error' });
    expect(unapplied.allowed).toEqual(expect.arrayContaining(['retry', 'destroy']));
    await give(aws.secretAccessKey);
    await take('retry');
    // What was approved was tried: the new plan is approved anew.
    expect(await portal.settled(id)).toMatchObject({ status: 'approval_pending' });
    await approve(id);
    const live = await portal.settled(id);
    expect(live).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(live.statusReason).toBeUndefined();
  });
});
