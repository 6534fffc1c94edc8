import type { PlannedAction, PlannedChange } from '@bailiwick/backstage-plugin-infra-common';
import { changedAttributes } from './attributes';
import type { Json, JsonChange, PlanJson } from './planJson';

function actionOf({ actions }: JsonChange): PlannedAction | 'forget' | undefined {
  const has = (action: JsonChange['actions'][number]) => actions.includes(action);
  if (has('delete')) return has('create') ? 'replace' : 'destroy';
  if (has('create')) return 'create';
  if (has('update')) return 'update';
  if (has('forget')) return 'forget';
  return has('read') ? 'read' : undefined;
}

/** What a plan would do, thing by thing. */
export function plannedChanges(plan: PlanJson): PlannedChange[] {
  return plan.resource_changes.flatMap(({ address, type, change }): PlannedChange[] => {
    const action = actionOf(change);
    if (!action) return [];
    const head = { address, ...(type ? { type } : {}) };
    if (action === 'forget') {
      // It stays as it is, but nobody looks after it any more.
      const attributes = [{ path: '(state)', before: 'managed', after: 'not managed any more' }];
      return [{ ...head, action: 'update', attributes }];
    }
    return [{ ...head, action, attributes: changedAttributes(change) }];
  });
}

/** How much of each, and how many outputs change. */
export function summaryOf(plan: PlanJson, changes: readonly PlannedChange[]) {
  const summary: Record<string, number> = {};
  for (const { action } of changes) summary[action] = (summary[action] ?? 0) + 1;
  const outputs = Object.values(plan.output_changes).filter(change => actionOf(change)).length;
  if (outputs > 0) summary.outputs = outputs;
  return summary;
}

/** What is shorter is no secret, and without it no log could be read. */
const SHORTEST_SECRET = 3;

/** Texts and numbers within a value that would tell it. */
export function secretsIn(value: Json | undefined): string[] {
  if (typeof value === 'string' || typeof value === 'number') {
    return `${value}`.length < SHORTEST_SECRET ? [] : [`${value}`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(item => secretsIn(item));
}

/** Parts of resources that are marked are often ordinary words; what is as short as these stands in too many places. */
const SHORTEST_MARKED = 6;

/** Texts and numbers within the parts of a value that are marked as sensitive. */
export function marked(value: Json | undefined, marks: Json | undefined): string[] {
  if (marks === true) return secretsIn(value).filter(secret => secret.length >= SHORTEST_MARKED);
  if (typeof value !== 'object' || value === null) return [];
  if (typeof marks !== 'object' || marks === null) return [];
  const parts = marks as Record<string, Json>;
  return Object.entries(value).flatMap(([key, item]) => marked(item, parts[key]));
}

/** Values in the plan that must not show: of sensitive variables and outputs, and what is marked in resources. */
export function secretsOfPlan(plan: PlanJson): string[] {
  const declared = plan.configuration?.root_module?.variables ?? {};
  const variables = Object.entries(plan.variables).flatMap(([name, { value }]) =>
    declared[name]?.sensitive ? secretsIn(value) : [],
  );
  const outputs = Object.values(plan.output_changes).flatMap(change => [
    ...(change.before_sensitive === true ? secretsIn(change.before) : []),
    ...(change.after_sensitive === true ? secretsIn(change.after) : []),
  ]);
  const inResources = plan.resource_changes.flatMap(({ change }) => [
    ...marked(change.before, change.before_sensitive),
    ...marked(change.after, change.after_sensitive),
  ]);
  return [...new Set([...variables, ...outputs, ...inResources])];
}

function hide(value: Json, secrets: readonly string[]): Json {
  if (typeof value === 'string' || typeof value === 'number') {
    return secrets.some(secret => `${value}`.includes(secret)) ? '(sensitive)' : value;
  }
  if (Array.isArray(value)) return value.map(item => hide(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hide(item, secrets)]));
}

/** Hides secrets that the program lost sight of: what a provider computes from a sensitive value is not always marked. */
export function withoutSecrets(
  changes: readonly PlannedChange[],
  secrets: readonly string[],
): PlannedChange[] {
  return changes.map(change => ({
    ...change,
    attributes: change.attributes.map(({ before, after, ...attribute }) => ({
      ...attribute,
      ...(before === undefined ? {} : { before: hide(before, secrets) }),
      ...(after === undefined ? {} : { after: hide(after, secrets) }),
    })),
  }));
}
