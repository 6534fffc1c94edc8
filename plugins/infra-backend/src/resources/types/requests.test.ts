import { randomBytes, randomUUID } from 'node:crypto';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
} from '../../__testUtils__';
import type { ThingProvisioner } from '../../runs/__testUtils__/ThingProvisioner';
import { until } from '../../runs/__testUtils__/waiting';
import {
  bucket,
  type GivenType,
  problemsOf,
  startTypeBackend,
  withVariables,
} from './__testUtils__/typeBackend';

jest.setTimeout(120_000);

let backend: InfraBackend;
let things: ThingProvisioner;
let units: SmallOrganisation;
let [ada, tess, tom]: Caller[] = [];

beforeAll(async () => {
  const keys = [{ id: 'test', secret: randomBytes(32).toString('base64') }];
  ({ backend, things } = await startTypeBackend({ infra: { encryption: { keys } } }));
  units = await buildSmallOrganisation(backend);
  [ada, tess, tom] = ['ada', 'tess', 'tom'].map(name => backend.as(name));
});
afterAll(() => backend.stop());

const create = (type: GivenType) => ada.post('/resource-types', type).expect(201);

const wish = (type: string, variables: object = {}, more: object = {}) => ({
  ...{ type, name: `r-${randomUUID().slice(0, 8)}`, unitId: units.checkout.id, variables },
  ...more,
});

const ask = (type: string, variables: object = {}, more: object = {}, caller = tess) =>
  caller.post('/resources', wish(type, variables, more));

const settled = (id: string) =>
  until(async () => {
    const { body } = await ada.get(`/resources/${id}`).expect(200);
    return ['queued', 'in_progress', 'pending'].includes(body.status) ? undefined : body;
  });

const provision = async (type: string, variables: object = {}, more: object = {}) =>
  settled((await ask(type, variables, more).expect(201)).body.id);

/** The same by a request and by a trial of it. */
const expectRefused = async (problems: string[], type: string, variables: object, more = {}) => {
  expect(await problemsOf(ask(type, variables, more))).toEqual(problems);
  expect(await problemsOf(ask(type, variables, { ...more, dryRun: true }))).toEqual(problems);
};

describe('variables', () => {
  beforeAll(async () => {
    await create(
      bucket(
        { name: 'ruled' },
        withVariables(
          {
            size: { type: 'integer', minimum: 1, maximum: 9, default: 1 },
            region: { type: 'string', enum: ['north', 'south'], frozen: true },
            code: { type: 'string', pattern: '^[a-z]+$' },
            tags: { type: 'object', additionalProperties: { type: 'string' } },
            ports: { type: 'array', items: { type: 'integer' }, maxItems: 2 },
            public: { type: 'boolean' },
            mail: { type: 'string', format: 'email' },
            password: { type: 'string', minLength: 12, sensitive: true },
            tier: { type: 'string', default: 'basic', restricted: true },
          },
          ['region'],
        ),
      ),
    );
  });

  const region = 'north';

  it.each([
    ['what is missing', {}, ['/variables/region is required']],
    ['what is not known', { region, colour: 1 }, ['/variables/colour is not known']],
    ['another type', { region, size: '3' }, ['/variables/size must be integer']],
    ['too little', { region, size: 0 }, ['/variables/size must be >= 1']],
    ['too much', { region, size: 10 }, ['/variables/size must be <= 9']],
    ['no option', { region: 'west' }, ['/variables/region must be one of north, south']],
    ['another pattern', { region, code: 'A' }, ['/variables/code must match pattern "^[a-z]+$"']],
    ['a wrong part', { region, tags: { a: 1 } }, ['/variables/tags/a must be string']],
    [
      'too many',
      { region, ports: [1, 2, 3] },
      ['/variables/ports must NOT have more than 2 items'],
    ],
    ['no boolean', { region, public: 'yes' }, ['/variables/public must be boolean']],
    ['no address', { region, mail: 'me' }, ['/variables/mail must match format "email"']],
    [
      'a secret in clear',
      { region, password: 'correct horse battery' },
      ['/variables/password is sensitive: give {"$secret": "<name of a secret>"}'],
    ],
    [
      'what only administrators set',
      { region, tier: 'gold' },
      ['/variables/tier can only be set by an administrator'],
    ],
    [
      'several at once',
      { size: 99, tier: 'gold' },
      [
        '/variables/region is required',
        '/variables/size must be <= 9',
        '/variables/tier can only be set by an administrator',
      ],
    ],
  ])('are refused for %s', async (_what, variables, problems) => {
    await expectRefused(problems, 'ruled', variables);
  });

  it('are stored with their defaults, and a secret by its name', async () => {
    const secret = { name: 'db', unitId: units.checkout.id, value: 'correct horse battery' };
    await tess.post('/secrets', secret).expect(201);
    const { body } = await ask('ruled', { region, password: { $secret: 'db' } }).expect(201);
    expect(body.variables).toEqual({
      ...{ region, size: 1, tier: 'basic', password: { $secret: 'db' } },
    });
  });

  it('may be set by administrators where they are restricted, and then stay', async () => {
    const { body } = await ask('ruled', { region, tier: 'gold' }, {}, ada).expect(201);
    const resource = await settled(body.id);
    expect(resource.variables.tier).toBe('gold');
    const change = (caller: Caller, variables: object) =>
      caller.patch(`/resources/${resource.id}`, { variables });
    const problem = ['/variables/tier can only be set by an administrator'];
    expect(await problemsOf(change(tess, { tier: 'basic' }))).toEqual(problem);
    expect(await problemsOf(change(tess, { tier: null }))).toEqual(problem);
    await change(tess, { size: 2 }).expect(202);
    expect((await settled(resource.id)).variables).toMatchObject({ size: 2, tier: 'gold' });
  });

  it('are frozen once the resource is provisioned', async () => {
    const resource = await provision('ruled', { region });
    const change = tess.patch(`/resources/${resource.id}`, { variables: { region: 'south' } });
    expect(await problemsOf(change)).toEqual([
      '/variables/region cannot change once the resource is provisioned',
    ]);
  });

  it('are checked the same when a resource changes', async () => {
    const resource = await provision('ruled', { region });
    const change = tess.patch(`/resources/${resource.id}`, {
      variables: { size: 20, colour: 1, password: 'in clear' },
    });
    expect(await problemsOf(change)).toEqual([
      '/variables/colour is not known',
      '/variables/size must be <= 9',
      '/variables/password is sensitive: give {"$secret": "<name of a secret>"}',
    ]);
  });
});

describe('values from parents', () => {
  beforeAll(async () => {
    await create(bucket({ name: 'network' }, { outputs: [{ name: 'url' }] }));
    await create(
      bucket(
        { name: 'machine', parents: ['network'] },
        withVariables(
          { address: { type: 'string', from: 'network.url' }, size: { type: 'integer' } },
          ['address'],
        ),
      ),
    );
  });

  it('are not for the caller to give', async () => {
    const network = await provision('network');
    await expectRefused(
      ['/variables/address is taken from network.url: leave it out'],
      'machine',
      { address: 'mine' },
      { parents: [network.id] },
    );
  });

  it('are not for a change to give either, nor for a revision to bring back', async () => {
    const network = await provision('network');
    const machine = await provision('machine', {}, { parents: [network.id] });
    const change = (variables: object) => tess.patch(`/resources/${machine.id}`, { variables });
    const problem = ['/variables/address is taken from network.url: leave it out'];
    expect(await problemsOf(change({ address: 'mine' }))).toEqual(problem);
    await change({ size: 2 }).expect(202);
    await settled(machine.id);
    // As a revision from before the variable was taken from a parent.
    await backend.database
      .knex('resource_revisions')
      .where({ resource_id: machine.id, revision: 1 })
      .update({ variables: { address: 'mine' } });
    const restored = tess.post(`/resources/${machine.id}/revisions/1/restore`);
    expect(await problemsOf(restored)).toEqual(problem);
  });

  it('need such a parent', async () => {
    await expectRefused(['/parents must name a network'], 'machine', {});
  });

  it('are filled in when it runs, and not stored', async () => {
    const network = await provision('network');
    let seen: unknown;
    things.at('before:make', context => {
      seen = context.resource.variables;
    });
    const machine = await provision('machine', { size: 2 }, { parents: [network.id] });
    things.reset();
    expect(seen).toEqual({ size: 2, address: network.outputs.url });
    expect(machine.variables).toEqual({ size: 2 });
  });
});

describe('cost, name and policies', () => {
  beforeAll(async () => {
    await create(
      bucket(
        {
          name: 'priced',
          cost: { cpu: 'double(variables.size) / 2.0', ramGb: 'variables.extra' },
          naming: 'unit + "/" + name + (has(variables.suffix) ? variables.suffix : "")',
          policies: [
            {
              name: 'small-in-north',
              expression: 'site != "north" && variables.size <= 8',
              message: 'Ask for 8 at the most',
            },
            { name: 'no-x', expression: '!name.startsWith("x")', message: 'Not with an x' },
            { name: 'planned', expression: 'plan.destroy == 0', message: 'Nothing may go' },
          ],
        },
        withVariables({
          size: { type: 'number', default: 2 },
          extra: { type: 'integer', default: 1 },
          suffix: { type: 'string' },
        }),
      ),
    );
  });

  it('are told by a trial', async () => {
    const { body } = await ask('priced', {}, { name: 'shop', dryRun: true }).expect(200);
    expect(body).toMatchObject({ cost: { cpu: 1, ramGb: 1 }, externalName: 'checkout/shop' });
  });

  it.each([
    [
      'a cost that is no whole number',
      { size: 3 },
      '/variables the cost in cpu must be a whole number from 0 on; with these values double(variables.size) / 2.0 is 1.5',
    ],
    [
      'a cost below 0',
      { extra: -1 },
      '/variables the cost in ramGb must be a whole number from 0 on; with these values variables.extra is -1',
    ],
    [
      'a name that is none',
      { suffix: ' x' },
      '/name the name in the outside system must be text of 1 to 253 characters without blanks',
    ],
    ['a broken policy', { size: 10 }, '/policies/small-in-north Ask for 8 at the most'],
  ])('refuse %s', async (_what, variables, problem) => {
    for (const more of [{}, { dryRun: true }]) {
      const problems = await problemsOf(ask('priced', variables, { name: 'shop', ...more }));
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(problem);
    }
  });

  it('tell every policy that is broken', async () => {
    await expectRefused(
      ['/policies/small-in-north Ask for 8 at the most', '/policies/no-x Not with an x'],
      'priced',
      { size: 20 },
      { name: 'xl' },
    );
  });

  it('hold for changes too', async () => {
    const resource = await provision('priced', {}, { name: 'changing' });
    const change = tess.patch(`/resources/${resource.id}`, { variables: { size: 20 } });
    expect(await problemsOf(change)).toEqual(['/policies/small-in-north Ask for 8 at the most']);
  });
});

describe('lifetimes', () => {
  beforeAll(async () => {
    await create(bucket({ name: 'brief', ttl: { maxDays: 3 } }));
    await create(bucket({ name: 'endless' }));
  });

  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

  it('end at the latest when the type says', async () => {
    const { body } = await ask('brief').expect(201);
    expect(Math.round((Date.parse(body.expiresAt) - Date.now()) / 3_600_000)).toBe(72);
    const expiresAt = inDays(1);
    const sooner = await ask('brief', {}, { expiresAt }).expect(201);
    expect(sooner.body.expiresAt).toBe(expiresAt);
  });

  it('are refused where they are over, too long or unknown', async () => {
    const asked = (type: string, days: number) =>
      problemsOf(ask(type, {}, { expiresAt: inDays(days) }));
    expect(await asked('brief', 4)).toEqual([
      '/expiresAt must be within 3 days: a brief lives no longer',
    ]);
    expect(await asked('brief', -1)).toEqual(['/expiresAt must be in the future']);
    expect(await asked('endless', 1)).toEqual(['/expiresAt a endless does not expire']);
  });
});

describe('unique values', () => {
  beforeAll(async () => {
    await create(
      bucket(
        { name: 'host' },
        withVariables({
          address: { type: 'string', unique: true },
          note: { type: 'string' },
        }),
      ),
    );
  });

  const ofTom = (address: string) =>
    tom.post('/resources', wish('host', { address }, { unitId: units.risk.id }));

  it('are had by one live resource of the type, in whatever team', async () => {
    const first = await provision('host', { address: '10.0.0.1' });
    const { body } = await ofTom('10.0.0.1').expect(409);
    expect(body.error).toMatchObject({
      code: 'CONFLICT',
      message:
        'Another host has this value of address already, and it must be unique: choose another',
      details: { pointer: '/variables/address' },
    });
    await ask('host', {}).expect(201);
    await ask('host', {}).expect(201);
    await tess.post(`/resources/${first.id}/actions/destroy`).expect(202);
    await until(async () => {
      const { body: shown } = await ada.get(`/resources/${first.id}`).expect(200);
      return shown.state === 'destroyed' ? shown : undefined;
    });
    await ofTom('10.0.0.1').expect(201);
    const again = await tess.post(`/resources/${first.id}/actions/recreate`).expect(409);
    expect(again.body.error.message).toContain('must be unique');
  });

  it('go to one of many who ask at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        index % 2 ? ofTom('10.0.0.2') : ask('host', { address: '10.0.0.2' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('are free again once the resource has another', async () => {
    const first = await provision('host', { address: '10.0.0.3' });
    const taken = await provision('host', { address: '10.0.0.4' });
    const change = (address: string) =>
      tess.patch(`/resources/${first.id}`, { variables: { address } });
    await change('10.0.0.4').expect(409);
    await change('10.0.0.5').expect(202);
    expect((await settled(first.id)).variables).toEqual({ address: '10.0.0.5' });
    await ofTom('10.0.0.3').expect(201);
    await ofTom('10.0.0.5').expect(409);
    expect(taken.variables).toEqual({ address: '10.0.0.4' });
  });
});
