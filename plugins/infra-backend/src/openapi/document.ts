import {
  ERROR_STATUS,
  type RouteDefinition,
  routes,
} from '@bailiwick/backstage-plugin-infra-common';
import type { z } from 'zod';
import { version } from '../../package.json';
import { componentSchemas, describeSchema, errorSchema, type JsonSchema } from './components';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

interface ResponseObject {
  description: string;
  headers: Record<string, { description: string; schema: JsonSchema }>;
  content?: Record<string, { schema: JsonSchema }>;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, ResponseObject | { $ref: string }>;
}

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, ResponseObject>;
    securitySchemes: Record<string, JsonSchema>;
  };
}

const JSON_TYPE = 'application/json';

const text = { type: 'string' };

const REQUEST_ID = { 'X-Request-Id': { description: 'Also in every log line.', schema: text } };

const MEANING: Record<number, string> = {
  200: 'Done',
  201: 'Created',
  202: 'Accepted; it goes on in the background',
  204: 'Done; nothing to answer',
  400: 'The request breaks a rule; `details` has an entry for each problem',
  401: 'No valid token',
  403: 'Not allowed',
  404: 'Not there, or not for this caller to read',
  409: 'Does not go together with what there is now',
  412: 'Changed since the caller read it',
  428: 'A precondition has to be sent',
  429: 'Too many attempts',
  500: 'Unexpected; the log has it under the request id',
  502: 'An outside system failed',
  503: 'The database or the directory does not answer',
};

const codesOf = (status: number) =>
  Object.entries(ERROR_STATUS).flatMap(([code, of]) => (of === status ? [`\`${code}\``] : []));

/** Statuses of the refusals that a route can answer. */
function refusalsOf({ method, headers }: RouteDefinition): number[] {
  return [
    ...[400, 401, 403, 404, 500, 502, 503],
    ...(method === 'get' ? [] : [409]),
    ...(headers?.precondition ? [412] : []),
    ...(headers?.precondition === 'required' ? [428] : []),
  ].sort((a, b) => a - b);
}

function parametersIn(place: 'path' | 'query', schema: z.ZodType | undefined): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = describeSchema(schema, 'input') as {
    properties?: Record<string, JsonSchema & { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function headerParameters({ headers }: RouteDefinition): Parameter[] {
  const header = (name: string, description: string): Parameter => ({
    ...{ name, description, in: 'header', required: false },
    schema: text,
  });
  return [
    ...(headers?.idempotencyKey
      ? [
          header(
            'Idempotency-Key',
            'The same key and body gives the first answer again for 24 hours.',
          ),
        ]
      : []),
    ...(headers?.precondition
      ? [header('If-Match', 'The ETag that was read; another revision is refused.')]
      : []),
    ...(headers?.precondition === 'required'
      ? [header('If-None-Match', '`*` for the first write, in place of If-Match.')]
      : []),
  ];
}

const describeSuccess = (
  status: number,
  schema: z.ZodType | null,
  { headers }: RouteDefinition,
): ResponseObject => ({
  description: `${MEANING[status]}.`,
  headers: {
    ...REQUEST_ID,
    ...(schema && headers?.precondition
      ? { ETag: { description: 'For If-Match.', schema: text } }
      : {}),
  },
  ...(schema ? { content: { [JSON_TYPE]: { schema: describeSchema(schema, 'output') } } } : {}),
});

function describeRefusal(status: number): ResponseObject {
  const codes = codesOf(status);
  return {
    description: `${MEANING[status]}${codes.length ? ` (${codes.join(', ')})` : ''}.`,
    headers: REQUEST_ID,
    content: { [JSON_TYPE]: { schema: describeSchema(errorSchema, 'output') } },
  };
}

/** Names of responses in the document: `Refused409`. */
const refusalName = (status: number) => `Refused${status}`;

function describeRoute(operationId: string, route: RouteDefinition): Operation {
  return {
    operationId,
    tags: [route.tag],
    summary: route.summary,
    parameters: [
      ...parametersIn('path', route.params),
      ...parametersIn('query', route.query),
      ...headerParameters(route),
    ],
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { [JSON_TYPE]: { schema: describeSchema(route.body, 'input') } },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.responses).map(([status, schema]) => [
          status,
          describeSuccess(Number(status), schema ?? null, route),
        ]),
      ),
      ...Object.fromEntries(
        refusalsOf(route).map(status => [
          status,
          { $ref: `#/components/responses/${refusalName(status)}` },
        ]),
      ),
    },
  };
}

/** The OpenAPI 3.1 document of the REST API, made from the routes that validate and serve it. */
export function buildOpenApiDocument(): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const [operationId, route] of Object.entries<RouteDefinition>(routes)) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method]: describeRoute(operationId, route),
    };
  }
  const tags = [...new Set(Object.values<RouteDefinition>(routes).map(({ tag }) => tag))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bailiwick',
      version,
      description:
        'Organisation, quota, inventory, resources and runs. Callers are users and services of the Backstage that serves it.',
    },
    servers: [{ url: '/api/infra' }],
    security: [{ backstage: [] }],
    tags: tags.map(name => ({ name })),
    paths,
    components: {
      schemas: componentSchemas(),
      responses: Object.fromEntries(
        Object.keys(MEANING)
          .map(Number)
          .filter(status => status >= 400)
          .map(status => [refusalName(status), describeRefusal(status)]),
      ),
      securitySchemes: {
        backstage: { type: 'http', scheme: 'bearer', description: 'A Backstage token.' },
      },
    },
  };
}
