import equal from 'fast-deep-equal';
import type { VariableProperty, VariableSchema } from './variableSchema';

/** What a module does not know of and an administrator adds; it stays. */
const KEPT = ['title', 'sensitive', 'restricted', 'frozen', 'unique', 'from'] as const;

/** Rules on values: they stay where the module has none and the type of the variable is the same. */
const RULES = [
  ...['enum', 'pattern', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'examples'],
];

export interface Carried {
  schema: VariableSchema;
  /** What is new, gone or different, for people to look at. */
  notes: string[];
}

function carryProperty(before: VariableProperty, now: VariableProperty): VariableProperty {
  const kept = Object.fromEntries(
    KEPT.filter(key => before[key] !== undefined).map(key => [key, before[key]]),
  );
  const rules = equal(before.type, now.type)
    ? RULES.filter(key => before[key] !== undefined && now[key] === undefined)
    : [];
  const merged: VariableProperty = {
    ...now,
    ...Object.fromEntries(rules.map(key => [key, before[key]])),
    ...kept,
  };
  // A default would be readable, or set what nobody sets.
  if (merged.sensitive || merged.from !== undefined) delete merged.default;
  return merged;
}

/** The variables of a module as it is now, with what administrators said of those that it had before. */
export function carryOver(before: VariableSchema, now: VariableSchema): Carried {
  const old = before.properties ?? {};
  const fresh = now.properties ?? {};
  const required = (schema: VariableSchema, name: string) => schema.required?.includes(name);
  const properties = Object.fromEntries(
    Object.entries(fresh).map(([name, property]) => [
      name,
      old[name] ? carryProperty(old[name], property) : property,
    ]),
  );
  const notes = [
    ...Object.keys(fresh)
      .filter(name => !old[name])
      .map(name => `${name} is new${required(now, name) ? ' and required' : ''}`),
    ...Object.keys(old)
      .filter(name => !fresh[name])
      .map(name => `${name} is gone`),
    ...Object.keys(fresh)
      .filter(name => old[name] && !equal(old[name].type, fresh[name].type))
      .map(name => `${name} has another type: what it allows is taken from the module`),
    ...Object.keys(fresh)
      .filter(name => old[name] && required(now, name) && !required(before, name))
      .map(name => `${name} is required now`),
  ];
  return { schema: { ...now, properties }, notes };
}
