import { Application } from './types';

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A query parameter that may be given once, several times or not at all. */
export function listOf(value: unknown): string[] {
  return [value].flat().filter(each => typeof each === 'string' && each !== '') as string[];
}

/** Kubernetes' label selector: `a=b`, `a!=b`, `a in (b, c)`, `a notin (b)`, `a`, `!a`. */
export function matchesSelector(
  labels: Record<string, string> | undefined,
  selector: string,
): boolean {
  const requirements = selector.match(/[^,(]+(\([^)]*\))?/g) ?? [];
  return requirements.every(text => {
    const [, key, operator, operand] =
      /^\s*(!?[\w./-]+)\s*(?:(==|=|!=|in|notin)\s*(.*))?$/.exec(text) ?? [];
    if (!key) return true;
    if (!operator) return key.startsWith('!') ? !labels?.[key.slice(1)] : Boolean(labels?.[key]);
    const values = operand
      .replace(/[()]/g, '')
      .split(',')
      .map(value => value.trim());
    const listed = values.includes(labels?.[key] ?? '');
    return operator === '!=' || operator === 'notin' ? !listed : listed;
  });
}

/**
 * The part of an answer that `fields=a.b,items.c` asks for, or, where the list begins with a minus,
 * all but that part. Lists are passed through element by element.
 */
export function selectFields(answer: unknown, fields: string): unknown {
  const excluding = fields.startsWith('-');
  const paths = fields
    .replace(/^-/, '')
    .split(',')
    .map(field => field.split('.'));
  return excluding ? without(answer, paths) : only(answer, paths);
}

function only(value: unknown, paths: string[][]): unknown {
  if (Array.isArray(value)) return value.map(item => only(item, paths));
  if (!isObject(value) || paths.some(path => path.length === 0)) return value;
  const picked: Values = {};
  for (const key of new Set(paths.map(([first]) => first))) {
    if (value[key] === undefined) continue;
    const rest = paths.filter(([first]) => first === key).map(path => path.slice(1));
    picked[key] = only(value[key], rest);
  }
  return picked;
}

function without(value: unknown, paths: string[][]): unknown {
  if (Array.isArray(value)) return value.map(item => without(item, paths));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const rest = paths.filter(([first]) => first === key).map(path => path.slice(1));
    return rest.some(path => path.length === 0) ? [] : [[key, without(inner, rest)]];
  });
  return Object.fromEntries(kept);
}

/** The applications that a list call asks for. */
export function wantedBy(query: Record<string, unknown>): (application: Application) => boolean {
  const [name] = listOf(query.name);
  const [selector] = listOf(query.selector);
  const [repo] = listOf(query.repo);
  const [namespace] = listOf(query.appNamespace);
  const projects = [...listOf(query.projects), ...listOf(query.project)];
  return ({ metadata, spec }) =>
    (!name || metadata.name === name) &&
    (!namespace || metadata.namespace === namespace) &&
    (!repo || spec.source.repoURL === repo) &&
    (projects.length === 0 || projects.includes(spec.project)) &&
    (!selector || matchesSelector(metadata.labels, selector));
}
