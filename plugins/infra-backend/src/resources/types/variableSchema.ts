import {
  isSecretReference,
  type ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import Ajv2020, { type ErrorObject, type FuncKeywordDefinition } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** One variable: JSON Schema and Bailiwick's own keywords. */
export interface VariableProperty {
  sensitive?: boolean;
  restricted?: boolean;
  frozen?: boolean;
  unique?: boolean;
  /** Its entries may be secrets by their names, as a sensitive variable is one. */
  secrets?: boolean;
  /** `<parent type>.<output>` */
  from?: string;
  default?: unknown;
  [keyword: string]: unknown;
}

/** JSON Schema of a version's variables, of type `object`. */
export interface VariableSchema {
  type?: unknown;
  properties?: Record<string, VariableProperty>;
  required?: string[];
  [keyword: string]: unknown;
}

const FROM_PATTERN = '^[a-z][-a-z0-9]*\\.[^.\\s][^\\s]*$';

const OWN_KEYWORDS = ['sensitive', 'restricted', 'frozen', 'unique', 'secrets', 'from'] as const;

export const escapePointer = (part: string) => part.replace(/~/g, '~0').replace(/\//g, '~1');

/** Only the variables themselves can have the keywords: nothing looks for them deeper down. */
const onVariables = (
  keyword: string,
  check?: (value: unknown) => boolean,
): FuncKeywordDefinition => ({
  keyword,
  metaSchema: keyword === 'from' ? { type: 'string', pattern: FROM_PATTERN } : { type: 'boolean' },
  errors: false,
  compile(value, _parent, { errSchemaPath }) {
    if (!/^#\/properties\/[^/]+$/.test(errSchemaPath)) {
      throw new Error(`${keyword} can only stand on a variable, not at ${errSchemaPath}`);
    }
    return data => !value || !check || check(data);
  },
});

/** A strict compiler of JSON Schema 2020-12 that knows Bailiwick's keywords. */
export function schemaCompiler(options: { useDefaults?: boolean } = {}): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: true, logger: false, ...options });
  addFormats(ajv);
  for (const keyword of OWN_KEYWORDS) {
    ajv.addKeyword(onVariables(keyword, keyword === 'sensitive' ? isSecretReference : undefined));
  }
  return ajv;
}

const describe = ({ instancePath, message, params }: ErrorObject): ValidationProblem => ({
  pointer: `/schema${instancePath}`,
  message: `${message ?? 'is not JSON Schema'}${
    Array.isArray(params.allowedValues) ? ` ${params.allowedValues.join(', ')}` : ''
  }`,
});

/** Own keywords whose value is of no use, which would have no pointer where the compiler found it. */
function wrongKeywords(name: string, property: VariableProperty): ValidationProblem[] {
  const pointer = `/schema/properties/${escapePointer(name)}`;
  return OWN_KEYWORDS.flatMap(keyword => {
    const value: unknown = property[keyword];
    if (value === undefined) return [];
    const isFine =
      keyword === 'from'
        ? typeof value === 'string' && new RegExp(FROM_PATTERN).test(value)
        : typeof value === 'boolean';
    const rule = keyword === 'from' ? '<parent type>.<output>' : 'true or false';
    return isFine ? [] : [{ pointer: `${pointer}/${keyword}`, message: `must be ${rule}` }];
  });
}

/** Keywords of a variable that contradict each other. */
function contradictions(name: string, property: VariableProperty): ValidationProblem[] {
  const pointer = `/schema/properties/${escapePointer(name)}`;
  const problems: ValidationProblem[] = [];
  const refuse = (keyword: string, message: string) =>
    problems.push({ pointer: `${pointer}/${keyword}`, message });
  if (property.sensitive && property.unique) {
    refuse('unique', 'cannot be asked of a sensitive variable, whose value nobody compares');
  }
  if (property.sensitive && property.default !== undefined) {
    refuse('default', 'cannot be given to a sensitive variable: it would be readable');
  }
  if (property.from !== undefined) {
    for (const keyword of ['unique', 'restricted', 'frozen', 'default'] as const) {
      if (property[keyword]) refuse(keyword, 'does not go with from, which nobody sets');
    }
  }
  return problems;
}

/** What is wrong with the schema of a version, with pointers below `/schema`. */
export function findSchemaProblems(schema: VariableSchema): ValidationProblem[] {
  if (schema.type !== 'object') return [{ pointer: '/schema/type', message: 'must be object' }];
  if (schema.$async !== undefined) {
    return [{ pointer: '/schema/$async', message: 'is not JSON Schema' }];
  }
  const ajv = schemaCompiler();
  if (!ajv.validateSchema(schema)) return (ajv.errors ?? []).map(describe);
  const properties = Object.entries(schema.properties ?? {});
  const wrong = properties.flatMap(([name, property]) => wrongKeywords(name, property));
  if (wrong.length > 0) return wrong;
  try {
    ajv.compile(schema);
  } catch (error) {
    return [{ pointer: '/schema', message: `cannot be used: ${(error as Error).message}` }];
  }
  return properties.flatMap(([name, property]) => contradictions(name, property));
}
