import type { Node } from 'web-tree-sitter';
import { isField } from '../../syntax/tree';

/** How a name comes to mean something. */
export type BindingKind =
  | 'import'
  | 'assignment'
  | 'augmented'
  | 'parameter'
  | 'definition'
  | 'loop'
  | 'pattern'
  | 'alias'
  | 'walrus'
  | 'deletion'
  | 'type';

export type Role =
  | { kind: 'use' }
  | { kind: 'ignored' }
  | { kind: 'global' | 'nonlocal'; scope: Node }
  | { kind: 'binding'; how: BindingKind; scope: Node };

const COMPREHENSIONS = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);
const TARGET_LISTS = new Set([
  ...['pattern_list', 'tuple_pattern', 'list_pattern', 'list_splat_pattern', 'expression_list'],
  ...['tuple', 'list', 'list_splat', 'parenthesized_expression', 'as_pattern_target'],
]);
const CAPTURING = new Set(['case_pattern', 'union_pattern', 'keyword_pattern', 'dict_pattern']);

export const isComprehension = (node: Node) => COMPREHENSIONS.has(node.type);

/** Whether a part of a function is evaluated where the function is defined, and not inside of it. */
function isOutside(holder: Node, child: Node, from: Node): boolean {
  if (holder.type === 'class_definition') return !isField(holder, 'body', child);
  if (isField(holder, 'body', child)) return false;
  // Parameters of types are known in annotations, though not in defaults.
  const generic = holder.childForFieldName('type_parameters') !== null;
  if (isField(holder, 'name', child)) return true;
  if (isField(holder, 'return_type', child)) return !generic;
  if (!isField(holder, 'parameters', child)) return false;
  for (let at: Node | null = from; at && at.id !== child.id; at = at.parent) {
    const above: Node | null = at.parent;
    if (!above) return false;
    if (isField(above, 'value', at) && above.type.includes('default_parameter')) return true;
    if (isField(above, 'type', at) && above.type.startsWith('typed_')) return !generic;
  }
  return false;
}

function isFirstIterable(comprehension: Node, child: Node, from: Node): boolean {
  if (child.type !== 'for_in_clause') return false;
  const first = comprehension.namedChildren.find(one => one?.type === 'for_in_clause');
  if (first?.id !== child.id) return false;
  const iterable = child.childForFieldName('right');
  for (let at: Node | null = from; at && at.id !== child.id; at = at.parent) {
    if (at.id === iterable?.id) return true;
  }
  return false;
}

/** The scope in which a node is evaluated: a module, class, function, lambda or comprehension. */
export function scopeOf(node: Node): Node {
  let child = node;
  for (let at = node.parent; at; at = at.parent) {
    const { type } = at;
    const opens =
      type === 'function_definition' || type === 'lambda' || type === 'class_definition'
        ? !isOutside(at, child, node)
        : COMPREHENSIONS.has(type) && !isFirstIterable(at, child, node);
    if (opens || type === 'module') return at;
    child = at;
  }
  return child;
}

/** A walrus inside comprehensions binds outside of them. */
function scopeOfWalrus(node: Node): Node {
  let scope = scopeOf(node);
  while (isComprehension(scope)) scope = scopeOf(scope);
  return scope;
}

function binding(node: Node, how: BindingKind, scope = scopeOf(node)): Role {
  return { kind: 'binding', how, scope };
}

function roleInDottedName(node: Node, dotted: Node): Role {
  const first = dotted.namedChild(0)?.id === node.id;
  const holder = dotted.parent;
  if (!holder) return { kind: 'use' };
  switch (holder.type) {
    case 'import_statement':
      return first ? binding(node, 'import') : { kind: 'ignored' };
    case 'import_from_statement':
      return isField(holder, 'name', dotted) ? binding(node, 'import') : { kind: 'ignored' };
    case 'future_import_statement':
    case 'aliased_import':
    case 'relative_import':
      return { kind: 'ignored' };
    default:
  }
  if (!first) return { kind: 'ignored' };
  const captures = dotted.namedChildCount === 1 && CAPTURING.has(holder.type);
  return captures ? binding(node, 'pattern') : { kind: 'use' };
}

function roleOfParameter(node: Node): Role | undefined {
  let at = node;
  let above = node.parent;
  while (above && (above.type.endsWith('splat_pattern') || above.type === 'tuple_pattern')) {
    at = above;
    above = above.parent;
  }
  if (!above) return undefined;
  const named =
    above.type === 'parameters' ||
    above.type === 'lambda_parameters' ||
    (above.type.endsWith('default_parameter') && isField(above, 'name', at)) ||
    (above.type === 'typed_parameter' && !isField(above, 'type', at));
  if (!named) return undefined;
  for (let holder: Node | null = above; holder; holder = holder.parent) {
    if (holder.type === 'function_definition' || holder.type === 'lambda') {
      return { kind: 'binding', how: 'parameter', scope: holder };
    }
  }
  return undefined;
}

/** What an identifier of Python code does where it stands. */
export function roleOf(node: Node): Role {
  const parent = node.parent;
  if (!parent) return { kind: 'use' };
  switch (parent.type) {
    case 'attribute':
      return { kind: isField(parent, 'attribute', node) ? 'ignored' : 'use' };
    case 'keyword_argument':
      return { kind: isField(parent, 'name', node) ? 'ignored' : 'use' };
    case 'dotted_name':
      return roleInDottedName(node, parent);
    case 'aliased_import':
      return binding(node, 'import');
    case 'keyword_pattern':
      return { kind: 'ignored' };
    case 'splat_pattern':
      return binding(node, 'pattern');
    case 'as_pattern':
      return parent.namedChild(0)?.id === node.id ? { kind: 'use' } : binding(node, 'pattern');
    case 'function_definition':
    case 'class_definition':
      if (isField(parent, 'name', node)) return binding(node, 'definition', scopeOf(parent));
      break;
    case 'global_statement':
    case 'nonlocal_statement':
      return {
        kind: parent.type === 'global_statement' ? 'global' : 'nonlocal',
        scope: scopeOf(node),
      };
    case 'named_expression':
      return isField(parent, 'name', node)
        ? binding(node, 'walrus', scopeOfWalrus(node))
        : { kind: 'use' };
    case 'type': {
      const above = parent.parent;
      const names = above?.type === 'type_alias_statement' && isField(above, 'left', parent);
      return names || above?.type === 'type_parameter' ? binding(node, 'type') : { kind: 'use' };
    }
    default:
  }
  return roleOfParameter(node) ?? roleOfTarget(node);
}

function roleOfTarget(node: Node): Role {
  let at = node;
  let above = node.parent;
  let aliased = false;
  while (above && TARGET_LISTS.has(above.type)) {
    aliased ||= above.type === 'as_pattern_target';
    at = above;
    above = above.parent;
  }
  if (aliased) return binding(node, 'alias');
  switch (above?.type) {
    case 'assignment':
      return isField(above, 'left', at) ? binding(node, 'assignment') : { kind: 'use' };
    case 'augmented_assignment':
      return isField(above, 'left', at) ? binding(node, 'augmented') : { kind: 'use' };
    case 'for_statement':
    case 'for_in_clause':
      return isField(above, 'left', at) ? binding(node, 'loop') : { kind: 'use' };
    case 'delete_statement':
      return binding(node, 'deletion');
    default:
      return { kind: 'use' };
  }
}
