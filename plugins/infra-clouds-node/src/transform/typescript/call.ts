import type { Node } from 'web-tree-sitter';
import { namedChildren } from '../../syntax/tree';
import { matchArguments } from '../arguments';
import type { SdkOperation } from '../sdk';
import { camelCase } from '../text';

export type CallProblem = { code: string; message: string; at: Node };

/** What the SDK's function would refuse about a call: it takes one object with the arguments by name. */
export function argumentProblems(call: Node, { path, rule }: SdkOperation): CallProblem[] {
  const list = call.childForFieldName('arguments')!;
  const given = namedChildren(list).filter(({ type }) => type !== 'comment');
  const parameters = rule.parameters.map(one => ({ ...one, name: camelCase(one.name) }));
  const names = parameters.map(({ name }) => name).join(', ');
  if (given.some(({ type }) => type === 'spread_element')) return [];
  if (given.length > 1) {
    const message = `${path} takes one object with ${names}, not ${given.length} arguments`;
    return [{ code: 'too-many-arguments', message, at: given[1] }];
  }
  const [object] = given;
  if (object && object.type !== 'object') {
    if (!['string', 'template_string', 'number', 'array', 'arrow_function'].includes(object.type))
      return [];
    const message = `${path} takes one object with ${names}`;
    return [{ code: 'too-many-arguments', message, at: object }];
  }
  const parts = object ? namedChildren(object).filter(({ type }) => type !== 'comment') : [];
  const open = parts.some(
    part =>
      part.type === 'spread_element' ||
      part.childForFieldName('key')?.type === 'computed_property_name',
  );
  const named = parts.flatMap(part => {
    const key = part.childForFieldName('key') ?? part.childForFieldName('name') ?? part;
    if (part.type === 'spread_element' || key.type === 'computed_property_name') return [];
    return [{ name: key.type === 'string' ? key.text.slice(1, -1) : key.text, argument: part }];
  });
  const written = { positional: [], named, spreads: { positional: false, named: open } };
  const { values, problems } = matchArguments<Node>(path, parameters, true, written);
  const found = problems.map(({ code, message, argument }) => ({
    code,
    message,
    at: argument ?? call,
  }));
  const missing = open ? [] : parameters.filter(one => one.required && !values.has(one.name));
  if (found.length > 0 || missing.length === 0) return found;
  const message = `${path} needs ${missing.map(({ name }) => name).join(', ')}`;
  return [{ code: 'missing-argument', message, at: call }];
}
