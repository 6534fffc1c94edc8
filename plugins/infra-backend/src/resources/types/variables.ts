import type { ValidationProblem, Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020';
import equal from 'fast-deep-equal';
import stringify from 'fast-json-stable-stringify';
import { createHash } from 'node:crypto';
import { escapePointer, schemaCompiler, type VariableSchema } from './variableSchema';

/** What decides, besides the values themselves, whether they may be set. */
export interface Circumstances {
  /** The values so far, where a resource is changed. */
  previous?: Variables;
  /** Frozen variables cannot change any more. */
  provisioned?: boolean;
  isAdministrator: boolean;
}

/** What a parent of a resource has to offer. */
export interface ParentOutputs {
  type: string;
  outputs: Variables;
}

/** A value that only one live resource of the type may have. */
export interface UniqueValue {
  variable: string;
  value: unknown;
  /** SHA-256 of the value, in hexadecimal. */
  digest: string;
}

const pointerTo = (name: string) => `/variables/${escapePointer(name)}`;

/** Where the problem is, and which rule the value broke. */
function describe({ keyword, instancePath, params, message }: ErrorObject): ValidationProblem {
  const pointer = `/variables${instancePath}`;
  switch (keyword) {
    case 'required':
      return {
        pointer: `${pointer}/${escapePointer(params.missingProperty)}`,
        message: 'is required',
      };
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const extra = params.additionalProperty ?? params.unevaluatedProperty;
      return { pointer: `${pointer}/${escapePointer(extra)}`, message: 'is not known' };
    }
    case 'enum':
      return { pointer, message: `must be one of ${params.allowedValues.join(', ')}` };
    case 'const':
      return { pointer, message: `must be ${JSON.stringify(params.allowedValue)}` };
    case 'sensitive':
      return { pointer, message: 'is sensitive: give {"$secret": "<name of a secret>"}' };
    default:
      return { pointer, message: message ?? `breaks the rule ${keyword}` };
  }
}

/** The schema of what a request gives: secrets by their names, and nothing that comes from parents. */
function requestSchema(schema: VariableSchema): VariableSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => {
      if (property.from !== undefined) return [name, {}];
      return [name, property.sensitive ? { sensitive: true } : property];
    }),
  );
  const required = (schema.required ?? []).filter(
    name => schema.properties?.[name]?.from === undefined,
  );
  return { ...schema, properties, required };
}

/** Checks the variables of one version of a resource type. */
export class VariableRules {
  #compiled: { validate: ValidateFunction; fill: ValidateFunction } | undefined;
  readonly #properties: [string, NonNullable<VariableSchema['properties']>[string]][];
  readonly #required: readonly string[];

  /** @param schema - one that {@link findSchemaProblems} has nothing against */
  constructor(private readonly schema: VariableSchema) {
    this.#properties = Object.entries(schema.properties ?? {});
    this.#required = schema.required ?? [];
  }

  /**
   * The variables with defaults filled in, and one problem per rule that was broken. What is required must be given: its default is
   * what a form begins with.
   */
  check(
    given: Variables,
    circumstances: Circumstances = { isAdministrator: false },
  ): { variables: Variables; problems: ValidationProblem[] } {
    const { validate, fill } = this.#compile();
    const errors = validate(given) ? [] : (validate.errors ?? []);
    const variables = structuredClone(given);
    fill(variables);
    const problems = [...errors.map(describe), ...this.#broken(variables, circumstances)];
    return { variables: problems.length > 0 ? given : variables, problems };
  }

  /** One problem per variable that only an administrator sets. */
  withheldFrom(
    variables: Variables,
    { previous, isAdministrator }: Circumstances,
  ): ValidationProblem[] {
    if (isAdministrator) return [];
    return this.#properties.flatMap(([name, { restricted, default: standard }]) => {
      const [value, before] = [variables[name], previous?.[name]];
      const untouched = equal(value, before) || (before === undefined && equal(value, standard));
      return restricted && !untouched
        ? [{ pointer: pointerTo(name), message: 'can only be set by an administrator' }]
        : [];
    });
  }

  /** Values that no other live resource of the type may have. */
  uniqueValues(variables: Variables): UniqueValue[] {
    return this.#properties
      .filter(([name, { unique }]) => unique && (variables[name] ?? undefined) !== undefined)
      .map(([variable]) => ({
        variable,
        value: variables[variable],
        digest: createHash('sha256').update(stringify(variables[variable])).digest('hex'),
      }));
  }

  /** Fills in the properties that are `from: <parent type>.<output>`. What a parent does not have is left out. */
  resolveFrom(variables: Variables, parents: readonly ParentOutputs[]): Variables {
    const resolved = { ...variables };
    for (const [name, { from }] of this.#properties) {
      if (from === undefined) continue;
      const dot = from.indexOf('.');
      const parent = parents.find(({ type }) => type === from.slice(0, dot));
      const output = parent?.outputs[from.slice(dot + 1)];
      if (output === undefined) delete resolved[name];
      else resolved[name] = output;
    }
    return resolved;
  }

  /** Whether any of these outputs of a parent of that type is filled in. */
  uses(parentType: string, outputs: readonly string[]): boolean {
    return outputs.some(output =>
      this.#properties.some(([, { from }]) => from === `${parentType}.${output}`),
    );
  }

  /** Required variables that no parent has an output for. A run cannot do without them. */
  unresolved(resolved: Variables): { variable: string; from: string }[] {
    return this.#properties.flatMap(([variable, { from }]) =>
      from !== undefined && this.#required.includes(variable) && resolved[variable] === undefined
        ? [{ variable, from }]
        : [],
    );
  }

  /** When it is asked for, since it takes its time and most versions are not requested any more. */
  #compile() {
    if (!this.#compiled) {
      const given = requestSchema(this.schema);
      this.#compiled = {
        validate: schemaCompiler().compile(given),
        fill: schemaCompiler({ useDefaults: true }).compile(given),
      };
    }
    return this.#compiled;
  }

  #broken(variables: Variables, circumstances: Circumstances): ValidationProblem[] {
    const { previous, provisioned } = circumstances;
    const broken = this.#properties.flatMap(([name, property]) => {
      const value = variables[name];
      const pointer = pointerTo(name);
      if (property.from !== undefined) {
        const message = `is taken from ${property.from}: leave it out`;
        return value === undefined ? [] : [{ pointer, message }];
      }
      const before = previous?.[name];
      return property.frozen && previous && provisioned && !equal(value, before)
        ? [{ pointer, message: 'cannot change once the resource is provisioned' }]
        : [];
    });
    return [...this.withheldFrom(variables, circumstances), ...broken];
  }
}
