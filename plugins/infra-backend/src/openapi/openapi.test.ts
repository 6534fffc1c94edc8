import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { type RouteDefinition, routes } from '@bailiwick/backstage-plugin-infra-common';
import { type InfraBackend, startInfraBackend } from '../__testUtils__';
import { buildOpenApiDocument } from './document';

/** For the API entity of the catalog; `UPDATE_OPENAPI=1` writes it anew. */
const KEPT = join(__dirname, '..', '..', 'openapi.json');

const document = buildOpenApiDocument();

describe('the OpenAPI document', () => {
  it('has every route of the contract, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method} ${path}`),
    );
    const defined = Object.values<RouteDefinition>(routes).map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect(described.sort()).toEqual(defined.sort());
  });

  it('refers only to schemas that it has, each of them valid', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(m => m[1]);
    expect(references.length).toBeGreaterThan(20);
    const places = Object.keys(document.components.schemas).map(id => `#/components/schemas/${id}`);
    const responses = Object.keys(document.components.responses).map(
      id => `#/components/responses/${id}`,
    );
    expect([...places, ...responses]).toEqual(expect.arrayContaining([...new Set(references)]));
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'https://bailiwick.example/openapi.json', ...document });
    for (const place of places) {
      expect(() =>
        ajv.compile({ $ref: `https://bailiwick.example/openapi.json${place}` }),
      ).not.toThrow();
    }
  });

  it('tells parameters, headers and errors', () => {
    const grant = document.paths['/units/{id}/quota/{site}'].put;
    expect(grant.parameters.map(({ name, required }) => [name, required])).toEqual([
      ['id', true],
      ['site', true],
      ['If-Match', false],
      ['If-None-Match', false],
    ]);
    expect(Object.keys(grant.responses)).toEqual(expect.arrayContaining(['200', '412', '428']));
    expect(grant.responses[409]).toEqual({ $ref: '#/components/responses/Refused409' });
    expect(document.components.responses.Refused409.description).toContain('`QUOTA_EXCEEDED`');
    expect(grant.responses[200]).toHaveProperty('headers.ETag');
    const create = document.paths['/resources'].post;
    expect(create.requestBody?.required).toBe(true);
    expect(create.parameters).toEqual([expect.objectContaining({ name: 'Idempotency-Key' })]);
  });

  it('is the one that the catalog shows', async () => {
    const written = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env.UPDATE_OPENAPI) await writeFile(KEPT, written);
    expect(await readFile(KEPT, 'utf8')).toBe(written);
  });

  describe('of a running backend', () => {
    let backend: InfraBackend;
    beforeAll(async () => {
      backend = await startInfraBackend();
    });
    afterAll(() => backend.stop());

    it('is open to read', async () => {
      const { body } = await backend.anonymous().get('/openapi.json').expect(200);
      expect(body).toEqual(JSON.parse(JSON.stringify(document)));
    });

    it.each(Object.entries<RouteDefinition>(routes))('%s is mounted', async (_id, route) => {
      const path = route.path.replace(/\{\w+\}/g, 'not-a-uuid');
      const { body } = await backend
        .as('nobody')
        [route.method === 'delete' ? 'del' : route.method](path);
      expect(body.error?.message ?? '').not.toMatch(/^There is no route/);
    });
  });
});
