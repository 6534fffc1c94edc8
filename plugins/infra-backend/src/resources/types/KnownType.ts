import type {
  PlannedChange,
  PolicyResult,
  ResourceTypeHead,
  TypeVersionDefinition,
  ValidationProblem,
  Variables,
  VersionLifecycle,
} from '@bailiwick/backstage-plugin-infra-common';
import type { BuiltInResourceType, Provisioner } from '@bailiwick/backstage-plugin-infra-node';
import { toPointer } from '../../lib/http';
import type { ProvisionerRegistry } from '../../runs/ProvisionerRegistry';
import { compileExpressions, findExpressionProblems } from './expressions';
import { compilePolicies, needsPlan, type PlanSubject, type TypePolicies } from './policies';
import {
  type Circumstances,
  type ParentOutputs,
  type UniqueValue,
  VariableRules,
} from './variables';
import { findSchemaProblems, type VariableSchema } from './variableSchema';

export type TypeOrigin = 'built-in' | 'file' | 'api';

/** One version of a resource type, ready to be requested and run. */
export interface KnownType {
  /** The type with this version's variables. */
  definition: BuiltInResourceType;
  provisioner: Provisioner;
  /** As the provisioner's settings schema made them. */
  settings: unknown;
  lifecycle: VersionLifecycle;
  /** Of the type, as it was read: 0 for one of code that nobody changed. */
  revision: number;
  /** Variables with defaults filled in, or one problem per rule that they break. */
  check(
    given: Variables,
    circumstances?: Circumstances,
  ): { variables: Variables; problems: ValidationProblem[] };
  /** One problem per variable that only an administrator sets. */
  withheldFrom(given: Variables, circumstances: Circumstances): ValidationProblem[];
  /** Values that no other live resource of the type may have. */
  uniqueValues(variables: Variables): UniqueValue[];
  /** One problem per policy that a request breaks. */
  checkRequest(subject: PlanSubject): ValidationProblem[];
  /** Whether there are rules that only a plan can be held against. */
  hasPlanRules: boolean;
  /** Whether a plan keeps the rules of the type. */
  checkPlan(subject: PlanSubject, changes: readonly PlannedChange[]): PolicyResult[];
  /** Whether any of these outputs of a parent of that type is filled in. */
  uses(parentType: string, outputs: readonly string[]): boolean;
  /** Fills in what comes from outputs of the parents. */
  resolveFrom(variables: Variables, parents: readonly ParentOutputs[]): Variables;
  /** Required variables that no parent had an output for. */
  unresolved(resolved: Variables): { variable: string; from: string }[];
}

/** A version in the words of the API, before its provisioner has seen the settings. */
export type VersionSource = Omit<TypeVersionDefinition, 'note'> & { note?: string };

/** Where a list has something for the second time. */
export const twice = (list: readonly string[]): number[] =>
  list.flatMap((item, index) => (list.indexOf(item) < index ? [index] : []));

const namesNoPlanOf = (provisioner: string) =>
  `names plan, and ${provisioner} makes none: it would never be checked`;

/** What is wrong with a type itself, apart from its versions. */
export function findHeadProblems(
  head: ResourceTypeHead,
  provisioners: ProvisionerRegistry,
): ValidationProblem[] {
  const { provisioner, ttl, policies, parents } = head;
  const problems = findExpressionProblems(head);
  const installed = provisioners.find(provisioner);
  if (installed && !installed.plan) {
    for (const [index, { expression }] of policies.entries()) {
      if (!needsPlan(expression)) continue;
      const message = namesNoPlanOf(provisioner);
      problems.push({ pointer: `/policies/${index}/expression`, message });
    }
  }
  if (!installed) {
    const known = provisioners.ids.toSorted().join(', ') || 'none';
    problems.push({
      pointer: '/provisioner',
      message: `is not installed; there is ${known}`,
    });
  }
  if (ttl?.defaultDays && ttl.maxDays && ttl.defaultDays > ttl.maxDays) {
    problems.push({ pointer: '/ttl/defaultDays', message: 'must not be more than maxDays' });
  }
  const names = policies.map(({ name }) => name);
  return [
    ...problems,
    ...twice(names).map(index => ({
      pointer: `/policies/${index}/name`,
      message: 'is the name of another policy',
    })),
    ...twice(parents).map(index => ({ pointer: `/parents/${index}`, message: 'is named twice' })),
  ];
}

/** What is wrong with a version; pointers are within the version. */
export function findVersionProblems(
  { schema, settings, outputs }: VersionSource,
  provisioner: Provisioner | undefined,
): ValidationProblem[] {
  const parsed = provisioner?.settingsSchema.safeParse(settings);
  const issues = parsed && !parsed.success ? parsed.error.issues : [];
  return [
    ...findSchemaProblems(schema as VariableSchema),
    ...issues.map(({ path, message }) => ({ pointer: `/settings${toPointer(path)}`, message })),
    ...twice(outputs.map(({ name }) => name)).map(index => ({
      pointer: `/outputs/${index}/name`,
      message: 'is the name of another output',
    })),
  ];
}

/**
 * Makes a version of a stored type ready.
 *
 * @throws Error that says what is wrong
 */
export function prepareVersion(
  name: string,
  head: ResourceTypeHead,
  version: VersionSource,
  revision: number,
  provisioners: ProvisionerRegistry,
): KnownType {
  const { cost: _cost, naming: _naming, ...shown } = head;
  const { policies, ...expressions } = compileExpressions(head);
  const definition: BuiltInResourceType = {
    ...shown,
    ...expressions,
    name,
    version: version.version,
    schema: version.schema,
    provisionerSettings: version.settings,
  };
  return assemble(definition, policies, version.lifecycle, revision, provisioners);
}

/**
 * Makes a type of code ready; its policies and its approval may have been changed by an administrator.
 *
 * @throws Error that says what is wrong
 */
export function prepareBuiltIn(
  definition: BuiltInResourceType,
  revision: number,
  provisioners: ProvisionerRegistry,
): KnownType {
  const [wrong] = findSchemaProblems(definition.schema as VariableSchema);
  if (wrong) throw new Error(`${wrong.pointer} ${wrong.message}`);
  const policies = compilePolicies(definition.policies ?? []);
  const { provisioner } = definition;
  if (policies.namePlan && !provisioners.get(provisioner).plan) {
    throw new Error(`a policy ${namesNoPlanOf(provisioner)}`);
  }
  return assemble(definition, policies, 'active', revision, provisioners);
}

function assemble(
  definition: BuiltInResourceType,
  policies: TypePolicies,
  lifecycle: VersionLifecycle,
  revision: number,
  provisioners: ProvisionerRegistry,
): KnownType {
  const provisioner = provisioners.get(definition.provisioner);
  const settings = provisioner.settingsSchema.safeParse(definition.provisionerSettings ?? {});
  if (!settings.success) {
    throw new Error(`its settings for ${provisioner.id} are wrong: ${settings.error.message}`);
  }
  const rules = new VariableRules(definition.schema as VariableSchema);
  return {
    ...{ definition, provisioner, lifecycle, revision },
    settings: settings.data,
    check: (given, circumstances) => rules.check(given, circumstances),
    withheldFrom: (given, circumstances) => rules.withheldFrom(given, circumstances),
    uniqueValues: variables => rules.uniqueValues(variables),
    checkRequest: subject => policies.checkRequest(subject),
    hasPlanRules: policies.namePlan,
    checkPlan: (subject, changes) => policies.checkPlan(subject, changes),
    uses: (parentType, outputs) => rules.uses(parentType, outputs),
    resolveFrom: (variables, parents) => rules.resolveFrom(variables, parents),
    unresolved: resolved => rules.unresolved(resolved),
  };
}
