import { createBackendModule } from '@backstage/backend-plugin-api';
import type { Resource, Workflow } from '@bailiwick/backstage-plugin-infra-common';
import {
  deploymentCheckSchema,
  deploymentSourceSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  type BuiltInResourceType,
  type CodeWish,
  type Provisioner,
  provisionersExtensionPoint,
  resourceTypesExtensionPoint,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../../__testUtils__';
import { addServers } from '../../quota/__testUtils__/servers';
import { temporaryFolder } from '../../runs/__testUtils__/openRunHouse';
import { ThingProvisioner, thingType } from '../../runs/__testUtils__/ThingProvisioner';
import { gate, until as lookUntil } from '../../runs/__testUtils__/waiting';

jest.setTimeout(120_000);

const SITE = 'ams1';
const COMMIT = 'c'.repeat(40);
const IMAGE = `registry.example/shop@sha256:${'d'.repeat(64)}`;
const until = <T>(look: () => Promise<T | undefined>) => lookUntil(look, 60);

const settingsSchema = z.object({
  url: z.boolean().default(true),
  image: z.boolean().default(true),
});
type Settings = z.output<typeof settingsSchema>;

/** Things that run images, which are built in no time. */
class ServiceProvisioner extends ThingProvisioner {
  override readonly settingsSchema = settingsSchema;
  build: () => Promise<void> = async () => {};
  look: () => Promise<void> = async () => {};
  pinned: CodeWish[] = [];
  readonly deployments = {
    unavailable: undefined as string | undefined,
    targetOf: ({ url, image }: Settings) =>
      image ? { imageVariable: 'image', ...(url ? { urlOutput: 'url' } : {}) } : undefined,
    pin: async (wish: CodeWish) => {
      this.pinned.push(wish);
      if (wish.ref === 'gone') {
        throw validationError([
          { pointer: '/source/ref', message: 'is neither a branch nor a tag' },
        ]);
      }
      return wish.commit ?? COMMIT;
    },
  };
  readonly actions: Provisioner<Settings>['actions'] = {
    build: {
      title: 'Build',
      input: deploymentSourceSchema,
      run: async () => {
        await this.build();
        return { summary: { image: IMAGE, commit: COMMIT } };
      },
    },
    validate: {
      title: 'Look',
      input: deploymentCheckSchema,
      run: async ({ resource }) => {
        await this.look();
        return { summary: { address: `${resource.outputs.url}/`, status: 200 } };
      },
    },
  };

  override reset(): void {
    super.reset();
    this.build = async () => {};
    this.look = async () => {};
    this.pinned = [];
    this.deployments.unavailable = undefined;
  }
}

const typeOf = (name: string, more: Partial<BuiltInResourceType> = {}): BuiltInResourceType => ({
  ...thingType,
  ...{ name, externalName: ({ unit, name: own }) => `${unit.slug}.${name}.${own}` },
  schema: {
    ...thingType.schema,
    properties: { ...(thingType.schema.properties as {}), image: { type: 'string' } },
  },
  ...more,
});

const TYPES = [
  typeOf('service'),
  typeOf('worker', { provisionerSettings: { url: false } }),
  typeOf('disk', { provisionerSettings: { image: false } }),
  typeOf('guarded', {
    approval: {
      steps: [{ title: 'Department', approvers: { role: 'dept_admin' }, needed: 1 }],
      order: 'sequential',
      kinds: ['create', 'change'],
    },
  }),
];

let backend: InfraBackend;
let features: ReturnType<typeof createBackendModule>[];
let units: SmallOrganisation;
let services: ServiceProvisioner;
let [dora, tess, tom, mia]: Caller[] = [];

beforeAll(async () => {
  services = new ServiceProvisioner(temporaryFolder());
  Object.assign(services, { plan: undefined });
  const module = createBackendModule({
    pluginId: 'infra',
    moduleId: 'services',
    register(env) {
      env.registerInit({
        deps: { provisioners: provisionersExtensionPoint, types: resourceTypesExtensionPoint },
        async init({ provisioners, types }) {
          provisioners.addProvisioner(services);
          TYPES.forEach(type => types.addResourceType(type));
        },
      });
    },
  });
  features = [module];
  backend = await startInfraBackend({ features });
  units = await buildSmallOrganisation(backend);
  [dora, tess, tom, mia] = ['dora', 'tess', 'tom', 'mia'].map(name => backend.as(name));
  await addServers(backend.database.knex, [
    { fieldId: units.commerce.id, site: SITE, cpu: 1000, ramGb: 1000 },
  ]);
  for (const [unit, cpu] of [
    [units.payments, 400],
    [units.checkout, 100],
  ] as const) {
    const none = { 'If-None-Match': '*' };
    await backend
      .as('ada')
      .put(`/units/${unit.id}/quota/${SITE}`, { cpu, ramGb: cpu }, none)
      .expect(200);
  }
});
afterEach(() => services.reset());
afterAll(() => backend.stop());

const get = async (id: string): Promise<Resource> =>
  (await tess.get(`/resources/${id}`).expect(200)).body;

const reachesStatus = (id: string, wanted: Resource['status']) =>
  until(async () => {
    const resource = await get(id);
    return resource.status === wanted ? resource : undefined;
  });

const wishFor = (name: string, type = 'service') => ({
  ...{ type, name, unitId: units.checkout.id, site: SITE },
});

const made = async (name: string, type = 'service'): Promise<Resource> => {
  const { body } = await tess.post('/resources', wishFor(name, type)).expect(201);
  if (type === 'guarded') await approve(body.id);
  return reachesStatus(body.id, 'done');
};

async function approve(id: string, action = 'approve') {
  const { digest } = await until(async () => {
    const { body } = await dora.get(`/approvals?resourceId=${id}&limit=1`).expect(200);
    return body.items[0]?.status === 'open' && body.items[0].digest ? body.items[0] : undefined;
  });
  await dora.post(`/resources/${id}/actions/${action}`, { digest, comment: 'Seen' }).expect(202);
}

const source = { repository: 'https://git.example/apps/shop', ref: 'main' };

const deploy = async (resourceId: string, more: object = {}): Promise<Workflow> =>
  (await tess.post('/workflows', { kind: 'deployment', resourceId, source, ...more }).expect(202))
    .body;

const read = async (id: string): Promise<Workflow> =>
  (await tess.get(`/workflows/${id}`).expect(200)).body;

const reaches = (id: string, status: Workflow['status']): Promise<Workflow> =>
  until(async () => {
    const workflow = await read(id);
    return workflow.status === status ? workflow : undefined;
  });

const stagesOf = ({ deployment }: Workflow) =>
  Object.fromEntries(deployment!.stages.map(({ name, status }) => [name, status]));

const stageReaches = (id: string, name: string, status: string) =>
  until(async () => {
    const workflow = await read(id);
    return stagesOf(workflow)[name] === status ? workflow : undefined;
  });

describe('a deployment', () => {
  it('builds, changes the image, looks and reports', async () => {
    const { id } = await made('shop');
    const begun = await deploy(id);
    expect(begun).toMatchObject({
      ...{ kind: 'deployment', status: 'active', title: 'shop', steps: [] },
      deployment: {
        ...{ resourceId: id, name: 'shop', type: 'service' },
        source: { ...source, commit: COMMIT, dockerfile: 'Dockerfile' },
        stages: ['build', 'deploy', 'validate', 'report'].map(name => ({
          ...{ name, status: 'waiting' },
        })),
      },
    });
    const { deployment } = await reaches(begun.id, 'done');
    expect(deployment).toMatchObject({
      image: IMAGE,
      report: {
        ...{ commit: COMMIT, image: IMAGE, address: 'https://things.example/shop/', revision: 2 },
        deployedBy: tess.ref,
      },
    });
    for (const { name, status, runId } of deployment!.stages) {
      expect([name, status]).toEqual([name, 'done']);
      if (name === 'report') continue;
      const { body: run } = await tess.get(`/runs/${runId}`).expect(200);
      expect([run.kind, run.action, run.resourceId, run.status]).toEqual([
        ...(name === 'deploy' ? ['apply', undefined] : ['action', name]),
        ...[id, 'done'],
      ]);
    }
    expect(await get(id)).toMatchObject({ variables: { image: IMAGE }, revision: 2 });
    const { body: trail } = await tess.get(`/resources/${id}/audit`).expect(200);
    expect(trail.items).toContainEqual(
      expect.objectContaining({
        ...{ event: 'resource-deployed', actor: tess.ref },
        after: expect.objectContaining({ commit: COMMIT, workflowId: begun.id }),
      }),
    );
    // Where the image runs already nothing is changed, and it is looked at all the same.
    const again = await reaches((await deploy(id)).id, 'done');
    expect(again.deployment?.report?.revision).toBe(2);
    const { body: about } = await tess.get(`/workflows?resourceId=${id}&limit=9`).expect(200);
    expect(about.items.map((one: Workflow) => one.id)).toEqual([again.id, begun.id]);
  });

  it('has nothing to look at where there is no address', async () => {
    const { id } = await made('worker', 'worker');
    const { deployment } = await reaches((await deploy(id)).id, 'done');
    expect(deployment?.stages.map(({ name }) => name)).toEqual(['build', 'deploy', 'report']);
    expect(deployment?.report).not.toHaveProperty('address');
  });

  it('requests the service first where it is not there yet', async () => {
    const wish = { kind: 'deployment', service: wishFor('fresh', 'guarded'), source };
    const { body: begun } = await tess.post('/workflows', wish).expect(202);
    const { resourceId } = begun.deployment;
    const asked = await stageReaches(begun.id, 'request', 'approval_pending');
    const [request] = asked.deployment!.stages;
    const { body: approvals } = await dora.get(`/approvals?resourceId=${resourceId}`).expect(200);
    expect(request.approvalId).toBe(approvals.items[0].id);
    await approve(resourceId);
    await stageReaches(begun.id, 'deploy', 'approval_pending');
    await approve(resourceId);
    await reaches(begun.id, 'done');
    expect(await get(resourceId)).toMatchObject({ variables: { image: IMAGE } });
  });

  it('goes around no approval: what is rejected stops it, and is asked for again', async () => {
    const { id } = await made('careful', 'guarded');
    const begun = await deploy(id);
    const waiting = await stageReaches(begun.id, 'deploy', 'approval_pending');
    expect(waiting.deployment!.stages[1].approvalId).toBeDefined();
    expect((await get(id)).variables.image).toBeUndefined();
    // Nobody approves what they asked for themselves.
    await tess.post(`/resources/${id}/actions/approve`, {}).expect(403);
    await approve(id, 'reject');
    const stopped = await reaches(begun.id, 'stopped');
    expect(stopped.reason).toContain('rejected, withdrawn or replaced');
    expect((await get(id)).variables.image).toBeUndefined();

    await tess.post(`/workflows/${begun.id}/resume`).expect(202);
    await stageReaches(begun.id, 'deploy', 'approval_pending');
    await approve(id);
    await reaches(begun.id, 'done');
    const { body: runs } = await tess.get(`/resources/${id}/runs`).expect(200);
    // What was built is not built again.
    expect(runs.items.filter(({ action }: { action?: string }) => action === 'build')).toHaveLength(
      1,
    );
  });

  it('stops with the reason where the build fails, and goes on once that is gone', async () => {
    const { id } = await made('broken');
    services.build = async () => {
      throw new Error('buildah build failed: no such instruction');
    };
    const begun = await deploy(id);
    const stopped = await reaches(begun.id, 'stopped');
    const reason = 'The image was not built: buildah build failed: no such instruction';
    expect(stopped).toMatchObject({ reason, deployment: { stages: [{ reason }, {}, {}, {}] } });
    expect(stagesOf(stopped)).toEqual({
      ...{ build: 'failed', deploy: 'waiting', validate: 'waiting', report: 'waiting' },
    });
    services.build = async () => {};
    await tess.post(`/workflows/${begun.id}/resume`).expect(202);
    await stageReaches(begun.id, 'build', 'done');
  });

  it('stops where the service does not answer, with the image in place', async () => {
    const { id } = await made('silent');
    services.look = async () => {
      throw new Error('It answered with 500');
    };
    const begun = await deploy(id);
    const stopped = await reaches(begun.id, 'stopped');
    expect(stopped.reason).toBe('The service was not found to be well: It answered with 500');
    expect(stopped.deployment).not.toHaveProperty('report');
    expect(await get(id)).toMatchObject({ variables: { image: IMAGE } });
    services.look = async () => {};
    const { body: resumed } = await tess.post(`/workflows/${begun.id}/resume`).expect(202);
    expect(stagesOf(resumed)).toMatchObject({ deploy: 'done', validate: 'waiting' });
  });

  it('tries an apply again that failed', async () => {
    const { id } = await made('flaky');
    services.at('within:make', () => {
      throw new Error('The cloud has a bad day');
    });
    const begun = await deploy(id);
    const stopped = await reaches(begun.id, 'stopped');
    expect(stopped.reason).toContain('The cloud has a bad day');
    services.at('within:make', undefined);
    await tess.post(`/workflows/${begun.id}/resume`).expect(202);
    await reaches(begun.id, 'done');
  });

  it('begins nothing further once it is cancelled', async () => {
    const { id } = await made('halted');
    const door = gate();
    services.build = () => door.hold();
    const begun = await deploy(id);
    await stageReaches(begun.id, 'build', 'in_progress');
    await tess.post(`/workflows/${begun.id}/cancel`).expect(202);
    door.open();
    await until(async () => {
      const { body } = await tess.get(`/resources/${id}/runs?limit=1`).expect(200);
      return body.items[0].status === 'done' ? true : undefined;
    });
    await new Promise(resolve => setTimeout(resolve, 1500));
    expect(stagesOf(await read(begun.id))).toMatchObject({ deploy: 'waiting' });
    expect((await get(id)).variables.image).toBeUndefined();
    await tess.post(`/workflows/${begun.id}/resume`).expect(409);
  });

  it('looks at roles again before each stage', async () => {
    const { id } = await made('left');
    const door = gate();
    services.build = () => door.hold();
    const knex = backend.database.knex;
    const begun = await deploy(id);
    await stageReaches(begun.id, 'build', 'in_progress');
    const role = { user_ref: tess.ref, role: 'team_lead' };
    await knex('role_bindings').where(role).update({ role: 'member' });
    // Roles are remembered for two seconds.
    await new Promise(resolve => setTimeout(resolve, 2500));
    door.open();
    const stopped = await reaches(begun.id, 'stopped');
    expect(stopped.reason).toContain('The change to the image could not be asked for: ');
    await knex('role_bindings')
      .where({ ...role, role: 'member' })
      .update({ role: 'team_lead' });
    await new Promise(resolve => setTimeout(resolve, 2500));
    await tess.post(`/workflows/${begun.id}/resume`).expect(202);
    await reaches(begun.id, 'done');
  });

  it('is carried on by any process, and asks for nothing twice', async () => {
    const { id } = await made('shared');
    const others = await Promise.all(
      [1, 2].map(() => startInfraBackend({ features, database: backend.database })),
    );
    const begun = await deploy(id);
    await reaches(begun.id, 'done');
    await Promise.all(others.map(other => other.stop()));
    const { body } = await tess.get(`/resources/${id}/runs`).expect(200);
    const asked = body.items.map(({ kind, action }: { kind: string; action?: string }) =>
      [kind, action].filter(Boolean).join(' '),
    );
    expect(asked).toEqual(['action validate', 'apply', 'action build', 'apply']);
    expect((await get(id)).revision).toBe(2);
  });

  it('is one at a time', async () => {
    const { id } = await made('busy');
    const door = gate();
    services.build = () => door.hold();
    const begun = await deploy(id);
    const wish = { kind: 'deployment', resourceId: id, source };
    const { body } = await tess.post('/workflows', wish).expect(409);
    expect(body.error.message).toContain('A deployment to busy is under way already');
    const preview = await tess.post('/workflows/preview', wish).expect(200);
    expect(preview.body).toMatchObject({ valid: false, problems: [{ code: 'CONFLICT' }] });
    await tess.post(`/workflows/${begun.id}/cancel`).expect(202);
    door.open();
    const after = await tess.post('/workflows/preview', wish).expect(200);
    expect(after.body).toMatchObject({ valid: true, steps: [{ id, name: 'busy' }] });
  });

  it('is asked for once where its answer was lost', async () => {
    const { id } = await made('lost');
    const wish = { kind: 'deployment', resourceId: id, source };
    const key = { 'Idempotency-Key': randomUUID() };
    const first = await tess.post('/workflows', wish, key).expect(202);
    const second = await tess.post('/workflows', wish, key).expect(202);
    expect(second.body.id).toBe(first.body.id);
  });

  it('is for who may change the service, and another team does not know of it', async () => {
    const { id } = await made('ours');
    const wish = { kind: 'deployment', resourceId: id, source };
    await mia.post('/workflows', wish).expect(403);
    await tom.post('/workflows', wish).expect(404);
    await mia.post('/workflows/preview', wish).expect(403);
    expect(services.pinned).toEqual([]);
    const begun = await deploy(id);
    await mia.get(`/workflows/${begun.id}`).expect(200);
    await tom.get(`/workflows/${begun.id}`).expect(404);
    const { text } = await tom.get(`/workflows?resourceId=${id}`).expect(200);
    expect(text).not.toContain(begun.id);
  });

  it('is not begun where no image can be built, or something goes on', async () => {
    const { id } = await made('waits', 'guarded');
    const wish = { kind: 'deployment', resourceId: id, source };
    services.deployments.unavailable = 'No image is built here';
    const { body } = await tess.post('/workflows', wish).expect(409);
    expect(body.error).toMatchObject({ code: 'INVALID_STATE', message: 'No image is built here' });
    services.deployments.unavailable = undefined;
    await tess.patch(`/resources/${id}`, { variables: { size: 2 } }).expect(202);
    const busy = await tess.post('/workflows', wish).expect(409);
    expect(busy.body.error.message).toContain('Nothing can be deployed to waits while it is');
  });

  it.each([
    ['no service', {}, '/resourceId'],
    ['two services', { resourceId: randomUUID(), service: true }, '/resourceId'],
    ['no source', { source: undefined }, '/source'],
    ['a repository on the disk', { source: { repository: 'file:///etc' } }, '/source/repository'],
    [
      'a repository with a password',
      { source: { repository: 'https://a:b@git.example/x' } },
      '/source/repository',
    ],
    ['half a commit', { source: { ...source, commit: 'abc' } }, '/source/commit'],
    ['a ref that is an option', { source: { ...source, ref: '--upload-pack=x' } }, '/source/ref'],
    ['a folder that leads out', { source: { ...source, folder: '../x' } }, '/source/folder'],
    ['a Dockerfile elsewhere', { source: { ...source, dockerfile: '/x' } }, '/source/dockerfile'],
    ['a path to another host', { check: { path: '//evil.example' } }, '/check/path'],
    ['a path with a backslash', { check: { path: '/\\evil.example' } }, '/check/path'],
    ['a range the wrong way', { check: { statusFrom: 500 } }, '/check/statusTo'],
    ['too much patience', { check: { timeoutSeconds: 100_000 } }, '/check/timeoutSeconds'],
  ])('refuses %s', async (what, more: Record<string, unknown>, pointer) => {
    const { service } = more;
    const resourceId = what === 'no service' ? {} : { resourceId: randomUUID() };
    const wish = {
      ...{ kind: 'deployment', source, ...resourceId },
      ...{ ...more, ...(service ? { service: wishFor('x') } : {}) },
    };
    const { body } = await tess.post('/workflows', wish).expect(400);
    expect(body.error.details.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  });

  it('says where the service, or what is to be built, is wrong', async () => {
    const { id: disk } = await made('disk', 'disk');
    const { id } = await made('fine');
    for (const [more, pointer] of [
      [{ resourceId: disk }, '/resourceId'],
      [{ service: wishFor('x', 'disk') }, '/service/type'],
      [{ service: { ...wishFor('x'), variables: { size: -1 } } }, '/service/variables/size'],
      [{ resourceId: id, source: { ...source, ref: 'gone' } }, '/source/ref'],
    ] as const) {
      const { body } = await tess
        .post('/workflows', { kind: 'deployment', source, ...more })
        .expect(400);
      expect(body.error.details[0].pointer).toBe(pointer);
    }
    await tess
      .post('/workflows', { kind: 'deployment', resourceId: randomUUID(), source })
      .expect(404);
  });

  it('is pinned to a commit that is asked for', async () => {
    const { id } = await made('pinned');
    const commit = 'e'.repeat(40);
    const { deployment } = await deploy(id, { source: { ...source, commit } });
    expect(deployment?.source.commit).toBe(commit);
    expect(services.pinned).toMatchObject([{ ...source, commit }]);
  });
});
