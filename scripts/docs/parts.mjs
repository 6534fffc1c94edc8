/** The generated parts of the documentation, by page and by the name that their markers carry. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/settings.mjs';
import { readConfigKeys } from './configKeys.mjs';
import { code, codes, table } from './markdown.mjs';
import { load } from './sources.mjs';

const common = load('plugins/infra-common/src');

/** @type {Record<string, Record<string, () => string>>} */
export const pages = {
  'docs/concepts.md': { positions, transitions, outcomes },
  'docs/configuration.md': Object.fromEntries(
    configured().map(folder => [folder, () => configuration(folder)]),
  ),
  'docs/roles.md': { groups, permissions },
  'docs/api.md': { routes, errors },
  'docs/scaffolder.md': { actions },
};

function positions() {
  return table(
    ['state', 'statuses'],
    Object.entries(common.POSITIONS).map(([state, statuses]) => [code(state), codes(statuses)]),
  );
}

/** Facts that let every action pass, and the ones that a guard may refuse. */
const FREE = {
  ...{ mayAct: true, mayApprove: true, canPlan: true, canUpdate: true, hasExpiry: true },
  ...{ isLocked: true, hasPendingChange: false },
  ...{ missingParents: [], livingChildren: [] },
};
const OBSTACLES = [
  { canPlan: false },
  { canUpdate: false },
  { missingParents: ['…'] },
  { livingChildren: ['…'] },
  { hasPendingChange: true },
  { hasExpiry: false },
  { isLocked: false },
];

function transitions() {
  const rows = common.RESOURCE_ACTIONS.map(action => {
    const from = Object.entries(common.POSITIONS)
      .flatMap(([state, statuses]) => statuses.map(status => ({ state, status })))
      .filter(position => common.refuseAction(action, position, FREE) === undefined);
    return [
      code(action),
      Object.keys(common.POSITIONS)
        .map(state => describeFrom(state, from))
        .filter(Boolean)
        .join('; '),
      common.TRANSITIONS[action].by === 'approver' ? 'approver' : 'who acts for the team',
      refusalsOf(action, from).join('. '),
      leadsTo(action, from).join('; '),
    ];
  });
  return table(['action', 'from', 'for', 'refused with', 'leads to'], rows);
}

function describeFrom(state, from) {
  const statuses = from.filter(each => each.state === state).map(({ status }) => status);
  if (statuses.length === 0) return '';
  const all = common.POSITIONS[state].length;
  const isAll = all > 1 && statuses.length === all;
  return `${code(state)}: ${isAll ? 'any' : statuses.join(', ')}`;
}

function refusalsOf(action, from) {
  const reasons = OBSTACLES.flatMap(obstacle =>
    from.map(position => common.refuseAction(action, position, { ...FREE, ...obstacle })),
  );
  return [...new Set(reasons.filter(Boolean))];
}

function leadsTo(action, from) {
  const was = { state: 'provisioned', status: 'done' };
  const facts = [
    { needsApproval: false, missingParents: [], was },
    { needsApproval: true, missingParents: [], was },
    { needsApproval: false, missingParents: ['…'], was },
  ];
  const targets = from.flatMap(position =>
    facts.map(each => {
      const after = common.positionAfter(action, position, each);
      if (after === undefined) return 'gone; its audit trail stays';
      if (after === was) return 'what it was before the request';
      const isSame = common.formatPosition(after) === common.formatPosition(position);
      return isSame ? 'unchanged' : code(common.formatPosition(after));
    }),
  );
  return [...new Set(targets)];
}

function outcomes() {
  const rows = ['apply', 'destroy'].map(kind => {
    const rest = { state: 'provision', status: 'ready' };
    const queued = common.queuedPosition(rest, kind);
    const started = common.startedPosition(queued, kind);
    const end = outcome =>
      code(common.formatPosition(common.finishedPosition(started, kind, outcome)));
    return [
      code(kind),
      ...[queued, started].map(position => code(common.formatPosition(position))),
      ...[end('done'), end('error'), end('lost')],
    ];
  });
  return table(['run', 'waiting', 'under way', 'done', 'failed or cancelled', 'lost'], rows);
}

/** Every package that brings configuration of its own. */
function configured() {
  return ['plugins', 'packages']
    .flatMap(parent => readdirSync(join(root, parent)).map(name => `${parent}/${name}`))
    .filter(folder => existsSync(join(root, folder, 'config.d.ts')));
}

function configuration(folder) {
  const keys = readConfigKeys(join(root, folder, 'config.d.ts'));
  return table(
    ['key', 'type', 'default', 'meaning', 'visible'],
    keys.map(({ key, type, required, otherwise, meaning, visibility }) => [
      code(key),
      type,
      otherwise ?? (required ? 'required' : ''),
      meaning,
      visibility,
    ]),
  );
}

function groups() {
  const { DEFAULT_RULES } = load('plugins/infra-backend/src/directory/GroupMapping.ts');
  return table(
    ['group', 'role'],
    DEFAULT_RULES.map(({ group, role }) => [code(group), code(role)]),
  );
}

function permissions() {
  return table(
    ['permission', 'action', 'conditions on'],
    common.infraPermissions.map(({ name, attributes, resourceType }) => [
      code(name),
      attributes.action,
      resourceType ? code(resourceType) : '',
    ]),
  );
}

function routes() {
  const callers = { users: 'users', services: 'services', anyone: 'anyone' };
  return table(
    ['call', 'does', 'answers', 'headers', 'for'],
    Object.values(common.routes).map(route => [
      code(`${route.method.toUpperCase()} ${route.path}`),
      route.summary,
      Object.keys(route.responses).join(', '),
      [
        route.headers?.idempotencyKey && code('Idempotency-Key'),
        route.headers?.precondition &&
          `${code('If-Match')}${route.headers.precondition === 'required' ? ' (required)' : ''}`,
      ]
        .filter(Boolean)
        .join(', '),
      callers[route.callers] ?? 'users and services',
    ]),
  );
}

function errors() {
  const rows = Object.entries(common.ERROR_STATUS).map(([name, status]) => [status, code(name)]);
  return table(['status', 'code'], rows);
}

function actions() {
  const folder = 'plugins/scaffolder-backend-module-infra/src/actions';
  const made = [
    load(`${folder}/resource/request.ts`).createRequestResourceAction(),
    load(`${folder}/resource/wait.ts`).createWaitForResourceAction(),
    load(`${folder}/resource/destroy.ts`).createDestroyResourceAction(),
    load(`${folder}/quota/check.ts`).createCheckQuotaAction(),
    load(`${folder}/code/transform.ts`).createTransformCodeAction(),
    load(`${folder}/cloud/generate.ts`).createGenerateConfigurationAction(),
    load(`${folder}/repository/create.ts`).createRepositoryAction(),
    load(`${folder}/repository/clone.ts`).createCloneRepositoryAction(),
    load(`${folder}/repository/propose.ts`).createProposeChangeAction(),
  ];
  return made
    .map(({ id, description, schema }) =>
      [
        `### ${code(id)}`,
        description,
        fields('input', schema.input),
        fields('output', schema.output),
      ].join('\n\n'),
    )
    .join('\n\n');
}

function fields(title, { properties, required = [] }) {
  const rows = Object.entries(properties).map(([name, field]) => [
    code(name),
    field.type ?? 'any',
    ...(title === 'input'
      ? [required.includes(name) && field.default === undefined ? 'yes' : '']
      : []),
    field.description ?? '',
  ]);
  return table([title, 'type', ...(title === 'input' ? ['required'] : []), ''], rows);
}
