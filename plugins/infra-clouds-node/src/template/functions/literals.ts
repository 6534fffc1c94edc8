import { hclLiteral, HclValue } from '../../hcl';
import { Budget } from '../budget';
import { fault } from '../errors';
import { deepestValue, goPrint } from '../print';
import { Raw, TemplateLanguage, asList, asMap, asString, isMap, sortedKeys } from '../values';
import { shellWord } from '../landing/shell';
import { CallContext, FunctionDefinition, FunctionMap, fixed } from './definition';

/** Values as literals of Terraform and of the shell. */
export const literalFunctions: FunctionMap = {
  /** In compat mode only put into quotes, as existing trees expect. */
  tfstring: fixed(1, ([value], context) => {
    // An expression such as `var.region` already is what it stands for.
    if (value instanceof Raw && value.language === 'hcl') return value;
    const text = goPrint(value, context.budget);
    return context.mode === 'compat' ? `"${text}"` : literal(text, 'hcl', context);
  }),
  tfvalue: fixed(1, ([value], context) =>
    value instanceof Raw && value.language === 'hcl' ? value : literal(value, 'hcl', context),
  ),
  tfbool: fixed(1, ([value], context) => {
    if (typeof value !== 'boolean') throw fault('expected true or false');
    return literal(value, 'hcl', context);
  }),
  tfnumber: fixed(1, ([value], context) => {
    if (typeof value !== 'number') throw fault('expected a number');
    return literal(value, 'hcl', context);
  }),
  tflist: fixed(1, ([value], context) => literal(asList(value), 'hcl', context)),
  tfmap: fixed(1, ([value], context) => literal(asMap(value), 'hcl', context)),
  shellquote: word(),
};

function word(): FunctionDefinition {
  return fixed(1, ([value], context) => {
    const text = shellWord(typeof value === 'number' ? String(value) : asString(value));
    context.budget.allocate(text.length);
    return context.mode === 'compat' ? text : new Raw(text, 'shell');
  });
}

function literal(value: unknown, language: TemplateLanguage, { mode, budget }: CallContext) {
  const text = hclOf(value, budget);
  budget.allocate(text.length);
  return mode === 'compat' ? text : new Raw(text, language);
}

/** Data as an HCL literal; keys in order. */
export function hclOf(value: unknown, budget: Budget): string {
  return hclLiteral(hclData(value, budget, 0));
}

function hclData(value: unknown, budget: Budget, depth: number): HclValue {
  budget.allocate(1 + (typeof value === 'string' ? value.length : 0));
  if (depth > deepestValue) throw fault('a value is nested too deeply');
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw fault('HCL has finite numbers only');
    return value;
  }
  if (Array.isArray(value)) return value.map(item => hclData(item, budget, depth + 1));
  if (!isMap(value)) throw fault('code cannot be part of an HCL value');
  const map: Record<string, HclValue> = Object.create(null);
  for (const key of sortedKeys(value)) map[key] = hclData(value[key], budget, depth + 1);
  return map;
}
