import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import type { HttpMethod } from '@bailiwick/backstage-plugin-infra-common';
import type { Response } from 'supertest';
import { buildOpenApiDocument, type Operation } from '../openapi';

const DOCUMENT_ID = 'https://bailiwick.example/openapi.json';
const document = buildOpenApiDocument();

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: DOCUMENT_ID, ...document });

const validators = new Map<string, ValidateFunction>();

/** Compiles the schema at a place of the document, given as the parts of a JSON pointer. */
function validatorAt(...place: string[]): ValidateFunction {
  const pointer = place.map(part => `/${part.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
  const known = validators.get(pointer);
  if (known) return known;
  const validate = ajv.compile({ $ref: `${DOCUMENT_ID}#${encodeURI(pointer)}` });
  validators.set(pointer, validate);
  return validate;
}

const segmentsOf = (path: string) => path.split('?')[0].split('/');

function pathOf(requested: string): string | undefined {
  const segments = segmentsOf(requested);
  const fits = (path: string) => {
    const parts = segmentsOf(path);
    return (
      parts.length === segments.length &&
      parts.every((part, index) => part.startsWith('{') || part === segments[index])
    );
  };
  const candidates = Object.keys(document.paths).filter(fits);
  return candidates.find(path => !path.includes('{')) ?? candidates[0];
}

/** Fails where an answer is not what the OpenAPI document says of the route. */
export function checkAnswer(method: HttpMethod, requested: string, response: Response): void {
  const refuse = (what: string) =>
    new Error(
      `${method.toUpperCase()} ${requested} answered ${response.status} ${what}: ${response.text}`,
    );
  if (!response.headers['x-request-id']) throw refuse('without X-Request-Id');
  const path = pathOf(requested);
  const operation: Operation | undefined = document.paths[path ?? '']?.[method];
  if (path === undefined || operation === undefined) {
    if (response.status !== 404 && requested !== '/openapi.json') {
      throw refuse('on a path that is not in the document');
    }
    return;
  }
  const described = operation.responses[`${response.status}`];
  if (!described) throw refuse('which is not among its answers');
  if ('$ref' in described) {
    const validate = validatorAt('components', 'schemas', 'Error');
    if (!validate(response.body)) {
      throw refuse(`outside the envelope (${ajv.errorsText(validate.errors)})`);
    }
    return;
  }
  if (!described.content) {
    if (response.text) throw refuse('with a body where none is described');
    return;
  }
  if (response.type === 'text/event-stream') return;
  if (response.type !== 'application/json') throw refuse(`as ${response.type}`);
  const place = ['paths', path, method, 'responses', `${response.status}`, 'content'];
  const validate = validatorAt(...place, 'application/json', 'schema');
  if (!validate(response.body))
    throw refuse(`against its schema (${ajv.errorsText(validate.errors)})`);
}
