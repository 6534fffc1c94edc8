import type { ValidationProblem, Variables } from '@bailiwick/backstage-plugin-infra-common';
import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';

const escape = (part: string) => part.replace(/~/g, '~0').replace(/\//g, '~1');

/** Where the problem is, and which rule the value broke. */
function describe({ keyword, instancePath, params, message }: ErrorObject): ValidationProblem {
  const pointer = `/variables${instancePath}`;
  switch (keyword) {
    case 'required':
      return { pointer: `${pointer}/${escape(params.missingProperty)}`, message: 'is required' };
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const extra = params.additionalProperty ?? params.unevaluatedProperty;
      return { pointer: `${pointer}/${escape(extra)}`, message: 'is not known' };
    }
    case 'enum':
      return { pointer, message: `must be one of ${params.allowedValues.join(', ')}` };
    case 'const':
      return { pointer, message: `must be ${JSON.stringify(params.allowedValue)}` };
    default:
      return { pointer, message: message ?? `breaks the rule ${keyword}` };
  }
}

const OPTIONS = { allErrors: true, strict: true };

/** Checks the variables of one version of a resource type. */
export class VariableRules {
  private readonly validate: ValidateFunction;
  private readonly fill: ValidateFunction;

  /** @throws Error where the schema is not a JSON Schema of type object. */
  constructor(schema: Record<string, unknown>) {
    if (schema.type !== 'object') throw new Error('The schema of variables must have type object');
    this.validate = new Ajv2020(OPTIONS).compile(schema);
    this.fill = new Ajv2020({ ...OPTIONS, useDefaults: true }).compile(schema);
  }

  /**
   * The variables with defaults filled in, or one problem per rule that was broken. What is required must be given: its default is
   * what a form begins with.
   */
  check(given: Variables): { variables: Variables; problems: ValidationProblem[] } {
    if (!this.validate(given)) {
      return { variables: given, problems: (this.validate.errors ?? []).map(describe) };
    }
    const variables = structuredClone(given);
    this.fill(variables);
    return { variables, problems: [] };
  }
}
