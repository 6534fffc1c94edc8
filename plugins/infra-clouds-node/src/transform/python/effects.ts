import type { Node } from 'web-tree-sitter';
import { namedChildren } from '../../syntax/tree';
import type { Effect } from '../types';

const ORDER: Effect[] = ['constant', 'name', 'pure', 'read', 'active'];
const CONSTANTS = new Set(['integer', 'float', 'true', 'false', 'none', 'ellipsis', 'comment']);
const DISPLAYS = new Set([
  'tuple',
  'list',
  'dictionary',
  'set',
  'pair',
  'parenthesized_expression',
]);
const READS = new Set([
  ...['subscript', 'slice', 'binary_operator', 'unary_operator', 'comparison_operator'],
  ...['boolean_operator', 'not_operator', 'conditional_expression', 'keyword_argument'],
]);
const STRING_PARTS = new Set(['string_start', 'string_content', 'string_end', 'escape_sequence']);

const most = (effects: Effect[]) =>
  effects.reduce<Effect>((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'constant');
const atLeast = (effect: Effect, least: Effect) => most([effect, least]);

/**
 * What evaluating an expression may do. A name can be unbound, but nobody relies on when; reading an attribute is taken for harmless
 * beside another such reading, not beside a call, which may change what is read.
 */
export function effectOf(node: Node): Effect {
  const { type } = node;
  const below = () => most(namedChildren(node).map(effectOf));
  if (CONSTANTS.has(type) || STRING_PARTS.has(type)) return 'constant';
  if (type === 'identifier') return 'name';
  if (type === 'string' || type === 'concatenated_string' || type === 'format_specifier')
    return below();
  if (type === 'interpolation' || type === 'format_expression') return atLeast(below(), 'pure');
  if (type === 'type_conversion') return 'constant';
  if (type === 'lambda') return 'pure';
  if (type === 'attribute') return atLeast(effectOf(node.childForFieldName('object')!), 'pure');
  if (DISPLAYS.has(type)) {
    const inside = below();
    // A set and a dictionary hash what they hold.
    const hashes = type === 'set' || type === 'dictionary';
    return hashes && inside !== 'constant' ? atLeast(inside, 'read') : inside;
  }
  if (type === 'unary_operator' && below() === 'constant') return 'constant';
  if (READS.has(type)) return atLeast(below(), 'read');
  return 'active';
}
