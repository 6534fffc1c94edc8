import type { JsonObject, JsonValue } from '@backstage/types';
import { type Block, isSensitive, isSet } from '../module';
import { schemaOfType, unescape, UnknownType } from './typeExpression';

/** The schema of one variable, whether it has to be given, and what could not be carried over. */
export interface ReadVariable {
  schema: JsonObject;
  required: boolean;
  notes: string[];
}

const KNOWN = [
  ...['type', 'description', 'default', 'sensitive', 'nullable', 'validation', 'ephemeral'],
];

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value.trim() : '';

function validationsOf(block: Block): string[] {
  const { validation } = block;
  const rules = validation === undefined ? [] : [validation].flat();
  return rules.map(rule => {
    const { condition, error_message: message } = rule as JsonObject;
    const expression = textOf(condition).replace(/^\$\{(.*)\}$/s, '$1');
    return `a rule of the module is checked at plan and apply only: ${textOf(message)} (${expression})`;
  });
}

async function typeOf(block: Block, notes: string[]): Promise<JsonObject> {
  const text = textOf(block.type).replace(/^\$\{(.*)\}$/s, '$1');
  if (text === '') {
    notes.push('it has no type, so any value is taken');
    return {};
  }
  try {
    const schema = await schemaOfType(text);
    if (/\bany\b/.test(text))
      notes.push('its type leaves something open, so any value is taken there');
    return schema;
  } catch (error) {
    if (!(error instanceof UnknownType)) throw error;
    notes.push(`${error.message}, so any value is taken`);
    return {};
  }
}

/** One `variable` block as a property of the type's JSON Schema. */
export async function readVariable(name: string, block: Block): Promise<ReadVariable> {
  const found: string[] = [];
  const schema = await typeOf(block, found);
  const description = textOf(block.description);
  const sensitive = isSensitive(block);
  const hasDefault = block.default !== undefined;
  if (description) schema.description = description;
  if (sensitive) schema.sensitive = true;
  if (hasDefault && block.default !== null) {
    if (sensitive) found.push('its default is left to the module, since it is sensitive');
    else schema.default = unescape(block.default as JsonValue);
  }
  if (block.nullable === false) found.push('null is not taken');
  if (isSet(block, 'ephemeral')) found.push('it is ephemeral, and kept like a sensitive one');
  found.push(...validationsOf(block));
  const further = Object.keys(block).filter(key => !KNOWN.includes(key));
  if (further.length > 0) found.push(`${further.join(', ')} of it is not carried over`);
  return { schema, required: !hasDefault, notes: found.map(note => `Variable ${name}: ${note}`) };
}
