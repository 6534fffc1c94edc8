import { createServiceFactory, coreServices } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
} from '../../../__testUtils__';
import { temporaryFolder } from '../../../runs/__testUtils__/openRunHouse';
import { until } from '../../../runs/__testUtils__/waiting';
import { bucket, problemsOf, startTypeBackend } from '../__testUtils__/typeBackend';

jest.setTimeout(120_000);

const folder = temporaryFolder();
const scheduler = mockServices.scheduler();
const refresh = () => scheduler.triggerTask('infra-refresh-resource-types');

const put = (name: string, text: string) => writeFile(join(folder, name), text);

/** Changes a file, and has the files read. */
const write = async (name: string, text: string) => {
  await put(name, text);
  await refresh();
};

const yaml = (name: string, more = '') => `name: ${name}
title: ${name}
provisioner: things
${more}versions:
  - version: 1.0.0
    schema:
      type: object
      properties:
        size: {type: integer, default: 1}
`;

let backend: InfraBackend;
let units: SmallOrganisation;
let served = '';
let server: Server;
const warnings: string[] = [];

/** As soon as the type is as wanted. */
const typeOnce = (name: string, isWanted: (type: ResourceType) => boolean) =>
  until(async () => {
    const { body, status } = await backend.as('ada').get(`/resource-types/${name}`);
    return status === 200 && isWanted(body) ? (body as ResourceType) : undefined;
  }, 5);

const warned = (text: string) => expect(warnings.join('\n')).toContain(text);

beforeAll(async () => {
  server = createServer((_req, res) => res.end(served));
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  served = yaml('remote');
  await put('one.yaml', `${yaml('alpha')}---\n${yaml('beta', 'parents: [alpha]\n')}`);
  await put('two.yaml', yaml('gamma'));
  const quiet = mockServices.logger.mock();
  const logger = mockServices.logger.mock({
    child: () => logger,
    warn: message => void warnings.push(message),
    ...{ info: quiet.info, debug: quiet.debug, error: quiet.error },
  });
  ({ backend } = await startTypeBackend({
    features: [
      logger.factory,
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      createServiceFactory({
        service: coreServices.urlReader,
        deps: {},
        factory: () =>
          mockServices.urlReader.mock({
            readUrl: async (url, options) => {
              const answer = await fetch(url, { signal: options?.signal as AbortSignal });
              const text = await answer.text();
              return { buffer: async () => Buffer.from(text) };
            },
          }),
      }),
    ],
    infra: {
      resourceTypes: [
        { type: 'file', target: join(folder, '*.yaml') },
        { type: 'url', target: `http://127.0.0.1:${port}/types.yaml` },
        { type: 'file', target: join(folder, 'missing', 'none.yaml') },
      ],
    },
  }));
  units = await buildSmallOrganisation(backend);
});
afterAll(async () => {
  await backend.stop();
  server.close();
});

const request = async (type: string, name: string, more: object = {}) => {
  const wish = { type, name, unitId: units.checkout.id, ...more };
  const { body } = await backend.as('tess').post('/resources', wish).expect(201);
  return until(async () => {
    const answer = await backend.as('ada').get(`/resources/${body.id}`).expect(200);
    return answer.body.status === 'done' ? answer.body : undefined;
  });
};

describe('types of files', () => {
  it('are there from the start, of every document of every file and address', async () => {
    for (const name of ['alpha', 'beta', 'gamma', 'remote']) {
      const { body } = await backend.as('tess').get(`/resource-types/${name}`).expect(200);
      expect(body).toMatchObject({ name, origin: 'file', enabled: true, builtIn: false });
    }
    expect(warnings).toContainEqual(expect.stringContaining('none.yaml could not be read'));
  });

  it('follow their files', async () => {
    await write('two.yaml', yaml('gamma', 'description: Third\n'));
    await typeOnce('gamma', ({ description }) => description === 'Third');
    served = `${yaml('remote')}  - version: 2.0.0\n    schema: {type: object}\n`;
    await refresh();
    const { versions } = await typeOnce('remote', type => type.versions.length === 2);
    expect(versions.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0']);
  });

  it('keep a version that is no longer in the file while live resources are on it', async () => {
    const resource = await request('remote', 'on-one', { version: '1.0.0' });
    served = yaml('remote').replace('1.0.0', '2.0.0');
    await refresh();
    const lives = async () =>
      (await backend.as('ada').get('/resource-types/remote').expect(200)).body.versions.map(
        ({ version, lifecycle }: { version: string; lifecycle: string }) => [version, lifecycle],
      );
    expect(await lives()).toEqual([
      ['1.0.0', 'archived'],
      ['2.0.0', 'active'],
    ]);
    await backend.as('tess').post(`/resources/${resource.id}/actions/destroy`).expect(202);
    await until(async () => {
      const { body } = await backend.as('ada').get(`/resources/${resource.id}`).expect(200);
      return body.state === 'destroyed' ? true : undefined;
    });
    await refresh();
    expect(await lives()).toEqual([['2.0.0', 'active']]);
  });

  it('keep what administrators changed of them, and nothing else can be changed here', async () => {
    const ada = backend.as('ada');
    const approval = { steps: [{ title: 'Ask', approvers: { role: 'dept_admin' } }] };
    await ada.patch('/resource-types/gamma', { title: 'Ours', approval }).expect(200);
    await write('two.yaml', yaml('gamma', 'description: Fourth\nlabels: {a: b}\n'));
    const gamma = await typeOnce('gamma', ({ description }) => description === 'Fourth');
    expect(gamma).toMatchObject({ title: 'Ours', labels: { a: 'b' } });
    expect(gamma.approval?.steps).toHaveLength(1);
    const [problem] = await problemsOf(ada.patch('/resource-types/gamma', { cost: { cpu: 1 } }));
    expect(problem).toMatch(/^\/cost comes from .*two\.yaml: change it there$/);
    const { versions } = bucket();
    await ada.post('/resource-types/gamma/versions', versions[0] as {}).expect(409);
    await ada.patch('/resource-types/gamma/versions/1.0.0', { note: 'x' }).expect(409);
    await ada.del('/resource-types/gamma').expect(409);
    await ada.patch('/resource-types/gamma', { title: 'gamma', approval: null }).expect(200);
  });

  it('stay as they were while their file is broken, which is told with file, line and rule', async () => {
    await write('two.yaml', `${yaml('gamma')}  - [`);
    warned('two.yaml:10: is not YAML');
    await write('two.yaml', yaml('gamma').replace('type: object', 'type: string'));
    warned('two.yaml:7: /versions/0/schema/type must be object');
    const { problems, enabled } = await typeOnce(
      'gamma',
      type => type.problems?.some(problem => problem.includes(':7:')) ?? false,
    );
    expect(enabled).toBe(true);
    expect(problems).toEqual([
      expect.stringMatching(
        /^Its file has a newer text that is not in force: .*two\.yaml:7: \/versions\/0\/schema\/type must be object$/,
      ),
    ]);
    await request('gamma', 'still-there');
    await write('two.yaml', yaml('gamma').replace('provisioner', 'provisoner'));
    warned('two.yaml:1: / has keys that are not known: provisoner');
    await write('two.yaml', yaml('gamma', 'description: Mended\n'));
    const mended = await typeOnce('gamma', ({ description }) => description === 'Mended');
    expect(mended).not.toHaveProperty('problems');
  });

  it('do not change a version that live resources are on', async () => {
    await request('alpha', 'in-use');
    await write(
      'one.yaml',
      `${yaml('alpha', 'description: Changed\n').replace('default: 1', 'default: 2')}---\n${yaml('beta', 'parents: [alpha]\n')}`,
    );
    warned('A live resource is on version 1.0.0 of alpha');
    const { body } = await backend.as('ada').get('/resource-types/alpha').expect(200);
    expect(body).not.toHaveProperty('description');
  });

  it('are refused where a document has the name of another type', async () => {
    await backend
      .as('ada')
      .post('/resource-types', bucket({ name: 'mine' }))
      .expect(201);
    await write('three.yaml', `${yaml('mine')}---\n${yaml('gamma')}`);
    warned('three.yaml:1: /name is the name of a type that was made by the API');
    warned('/name is defined in');
    await rm(join(folder, 'three.yaml'));
    await refresh();
    const { body } = await backend.as('ada').get('/resource-types/mine').expect(200);
    expect(body.origin).toBe('api');
  });

  it('go with their file, or are disabled while live resources have them', async () => {
    await write('one.yaml', yaml('delta'));
    const alpha = await typeOnce('alpha', ({ enabled }) => enabled === false);
    expect(alpha.problems).toEqual([
      'It is no longer in its file, and stays for the resources it has',
    ]);
    await until(async () => {
      const { status } = await backend.as('ada').get('/resource-types/beta');
      return status === 404 ? true : undefined;
    });
    const wish = { type: 'alpha', name: 'more', unitId: units.checkout.id };
    expect(await problemsOf(backend.as('tess').post('/resources', wish))).toEqual([
      '/type The resource type alpha is disabled',
    ]);
    const { body: found } = await backend.as('ada').get('/resources?q=in-use').expect(200);
    await backend.as('tess').post(`/resources/${found.items[0].id}/actions/apply`).expect(202);
    await write('one.yaml', yaml('alpha'));
    await typeOnce('alpha', ({ enabled }) => enabled === true);
  });

  it('stay while their location cannot be read', async () => {
    served = 'name: [';
    await refresh();
    warned('types.yaml:1: is not YAML');
    server.close();
    server.closeAllConnections();
    await refresh();
    warned('types.yaml could not be read');
    const { body } = await backend.as('ada').get('/resource-types/remote').expect(200);
    expect(body).toMatchObject({ enabled: true });
  });
});
