import type { Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { ApplyResult, ProvisionerContext } from '@bailiwick/backstage-plugin-infra-node';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import {
  bucket,
  startTypeBackend,
  withVariables,
} from '../resources/types/__testUtils__/typeBackend';
import { temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { ThingProvisioner } from '../runs/__testUtils__/ThingProvisioner';
import { until } from '../runs/__testUtils__/waiting';
import { encryptionKey } from './__testUtils__';

jest.setTimeout(120_000);

const KEY = 'AKIA-of-the-run';
const PASSWORD = 'password-of-the-run';

/** Looks at what it is given, and writes it into its log as a careless tool would. */
class CarelessProvisioner extends ThingProvisioner {
  environment: Record<string, string> = {};
  variables: Variables = {};

  override async apply(context: ProvisionerContext<{}>): Promise<ApplyResult> {
    const log = await context.phase('apply');
    this.environment = await context.environment();
    this.variables = context.resource.variables;
    log.write('stdout', `key ${this.environment.CLOUD_KEY}, password ${this.variables.password}\n`);
    log.write('stdout', `debug ${this.environment.DEBUG} of 1\n`);
    return super.apply(context);
  }
}

describe('a run', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  const careless = new CarelessProvisioner(temporaryFolder(), 'careless');

  beforeAll(async () => {
    ({ backend } = await startTypeBackend({
      infra: { encryption: { keys: [encryptionKey('k1')] }, notifications: { send: false } },
      provisioners: [careless],
    }));
    units = await buildSmallOrganisation(backend);
    const ada = backend.as('ada');
    const variables = withVariables({ password: { type: 'string', sensitive: true } });
    await ada
      .post('/resource-types', bucket({ name: 'careless', provisioner: 'careless' }, variables))
      .expect(201);
  });
  afterAll(() => backend.stop());

  it('is given credentials and secrets, and its log does not have them', async () => {
    const tess = backend.as('tess');
    const unitId = units.checkout.id;
    const { body: integration } = await tess
      .post('/integrations', {
        ...{ name: 'cloud', type: 'environment', unitId },
        values: { CLOUD_KEY: KEY, DEBUG: '1' },
      })
      .expect(201);
    const secret = { name: 'db', unitId: units.payments.id, value: PASSWORD };
    await backend.as('dora').post('/secrets', secret).expect(201);

    const { body: resource } = await tess
      .post('/resources', {
        ...{ type: 'careless', name: 'shop', unitId, integrations: [integration.id] },
        variables: { password: { $secret: 'db' } },
      })
      .expect(201);
    const done = await until(async () => {
      const { body } = await tess.get(`/resources/${resource.id}`).expect(200);
      return ['done', 'error'].includes(body.status) ? body : undefined;
    });
    expect(done).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(careless.environment).toEqual({ CLOUD_KEY: KEY, DEBUG: '1' });
    expect(careless.variables).toEqual({ password: PASSWORD });

    const { body: log } = await tess.get(`/runs/${done.lastRunId}/logs`).expect(200);
    const text = (log.items as { text: string }[]).map(line => line.text).join('\n');
    expect(text).toContain('key ***, password ***');
    expect(text).toContain('debug 1 of 1');
    const told = JSON.stringify([done, await backend.database.knex('audit_entries')]);
    expect(told).not.toMatch(new RegExp(`${KEY}|${PASSWORD}`));
    const used = await backend.database.knex('audit_entries').where({ event: 'credentials-used' });
    expect(used.map(({ subject_kind: kind, after }) => [kind, after.runId]).sort()).toEqual([
      ['integration', done.lastRunId],
      ['secret', done.lastRunId],
    ]);
    await tess.del(`/integrations/${integration.id}`).expect(409);
  });
});
