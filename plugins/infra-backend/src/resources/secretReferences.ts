import { isSecretReference, type Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { VariableSchema } from './types/variableSchema';

/** A value of the variables that is the name of a secret. */
export interface SecretUse {
  /** The variable, and where it takes secrets among its entries, which one. */
  path: [variable: string] | [variable: string, entry: string];
  secret: string;
}

type Value = Variables[string];

const isObject = (value: Value): value is Variables =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts something else in the place of each reference; what is undefined leaves the entry out. */
export function replaceReferences(
  variables: Variables,
  { properties = {} }: VariableSchema,
  replace: (use: SecretUse) => Value | undefined,
): Variables {
  const within = (value: Value, ...path: SecretUse['path']): Value | undefined =>
    isSecretReference(value) ? replace({ path, secret: value.$secret }) : value;
  const entriesOf = (values: Variables, of: (name: string) => SecretUse['path']) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]): [string, Value][] => {
        const path = of(name);
        const takesThem = path.length === 1 && properties[name]?.secrets && isObject(value);
        const replaced =
          takesThem && !isSecretReference(value)
            ? entriesOf(value, entry => [name, entry])
            : within(value, ...path);
        return replaced === undefined ? [] : [[name, replaced]];
      }),
    );
  return entriesOf(variables, name => [name]);
}

/** Which secrets the variables name, and where. */
export function secretsIn(variables: Variables, schema: VariableSchema): SecretUse[] {
  const uses: SecretUse[] = [];
  replaceReferences(variables, schema, use => {
    uses.push(use);
    return null;
  });
  return uses;
}

/** Variables with their secrets in clear, for the run alone. */
export const revealSecrets = (
  variables: Variables,
  schema: VariableSchema,
  secrets: ReadonlyMap<string, string>,
): Variables => replaceReferences(variables, schema, ({ secret }) => secrets.get(secret) ?? null);
