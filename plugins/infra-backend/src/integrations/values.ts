import {
  type IntegrationField,
  SECRET_MASK,
  type ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  type IntegrationTypeDefinition,
  type IntegrationValues,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import { wholePattern } from './types';

/** The values of an integration, those that are encrypted apart from the others. */
export interface SplitValues {
  plain: IntegrationValues;
  secret: IntegrationValues;
}

type FieldRules = Pick<IntegrationField, 'secret' | 'multiline' | 'pattern'>;

function rulesOf(definition: IntegrationTypeDefinition, name: string): FieldRules | undefined {
  const { fields, otherFields } = definition;
  const field = fields.find(each => each.name === name);
  if (field) return field;
  return otherFields && wholePattern(otherFields.pattern).test(name)
    ? { secret: otherFields.secret, multiline: true }
    : undefined;
}

/** Why a value breaks the rules of its field. Nothing of the value is repeated: it may be a secret. */
function refusalOf({ multiline, pattern }: FieldRules, value: string): string | undefined {
  if (!multiline && /[\r\n]/.test(value)) return 'must be one line';
  if (pattern !== undefined && !wholePattern(pattern).test(value)) return `must match ${pattern}`;
  return undefined;
}

/** A value that is sent as the mask stands for the stored one, unless it would now go to another address. */
class Masks {
  private readonly moved: boolean;

  constructor(
    { destinations = [] }: IntegrationTypeDefinition,
    given: IntegrationValues,
    private readonly stored: SplitValues | undefined,
  ) {
    this.moved = destinations.some(name => stored && stored.plain[name] !== given[name]);
  }

  /** The stored value, or why there is none to take. */
  resolve(name: string): { value: string } | { refusal: string } {
    const value = this.stored?.secret[name];
    if (value === undefined) {
      return {
        refusal: 'must be the value itself: there is no stored one that the mask stands for',
      };
    }
    if (this.moved) {
      return { refusal: 'must be sent again, since the address that it is sent to has changed' };
    }
    return { value };
  }
}

/**
 * Checks what was sent against the fields of the type.
 *
 * @param stored - what the mask stands for, where there is something stored
 * @throws InfraError VALIDATION_ERROR, one entry per problem, pointers below /values
 */
export function checkValues(
  definition: IntegrationTypeDefinition,
  given: IntegrationValues,
  stored?: SplitValues,
): SplitValues {
  const problems: ValidationProblem[] = [];
  const refuse = (name: string, message: string) =>
    problems.push({ pointer: `/values/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`, message });
  const masks = new Masks(definition, given, stored);
  const plain: Record<string, string> = {};
  const secret: Record<string, string> = {};

  for (const [name, sent] of Object.entries(given)) {
    const rules = rulesOf(definition, name);
    if (!rules) {
      refuse(name, `is no field of ${definition.title}`);
      continue;
    }
    if (sent === '') continue;
    const found = rules.secret && sent === SECRET_MASK ? masks.resolve(name) : { value: sent };
    const refusal = 'refusal' in found ? found.refusal : refusalOf(rules, found.value);
    if (refusal !== undefined) refuse(name, refusal);
    if ('value' in found) (rules.secret ? secret : plain)[name] = found.value;
  }
  for (const { name, required } of definition.fields) {
    if (required && !given[name]) refuse(name, 'is required');
  }
  if (problems.length === 0) {
    const more = definition.check?.({ ...plain, ...secret }) ?? [];
    problems.push(
      ...more.map(({ pointer, message }) => ({ pointer: `/values${pointer}`, message })),
    );
  }
  if (problems.length > 0) throw validationError(problems);
  return { plain, secret };
}
