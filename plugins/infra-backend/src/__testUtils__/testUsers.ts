import { mockCredentials } from '@backstage/backend-test-utils';
import type { HttpMethod } from '@bailiwick/backstage-plugin-infra-common';
import supertest, { type Test } from 'supertest';
import { checkAnswer } from './checkAnswer';

type Body = Record<string, unknown> | unknown[];
type Headers = Record<string, string>;

/** A caller of the REST API; paths are below `/api/infra`. Every answer is checked against the OpenAPI document. */
export interface Caller {
  ref: string;
  get(path: string, headers?: Headers): Test;
  post(path: string, body?: Body, headers?: Headers): Test;
  put(path: string, body?: Body, headers?: Headers): Test;
  patch(path: string, body?: Body, headers?: Headers): Test;
  del(path: string, headers?: Headers): Test;
}

type Server = Parameters<typeof supertest>[0];

const BASE = '/api/infra';

/** A caller with that `Authorization` header, or none. */
export function callerOf(server: Server, ref: string, authorization?: string): Caller {
  const call = (method: HttpMethod, path: string, headers: Headers = {}, body?: Body): Test => {
    const test = supertest(server)[method](`${BASE}${path}`).set(headers);
    if (authorization !== undefined) test.set('Authorization', authorization);
    if (body !== undefined) test.send(body);
    return test.expect(response => checkAnswer(method, path, response));
  };
  return {
    ref,
    get: (path, headers) => call('get', path, headers),
    post: (path, body = {}, headers = {}) => call('post', path, headers, body),
    put: (path, body = {}, headers = {}) => call('put', path, headers, body),
    patch: (path, body = {}, headers = {}) => call('patch', path, headers, body),
    del: (path, headers) => call('delete', path, headers),
  };
}

/** `user:default/tess` for `tess`; other references stay. */
export const refOf = (name: string) => (name.includes(':') ? name : `user:default/${name}`);

export const callerAs = (server: Server, name: string): Caller =>
  callerOf(server, refOf(name), mockCredentials.user.header(refOf(name)));
