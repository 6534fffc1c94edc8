import type { Node } from 'web-tree-sitter';
import { isField } from '../../syntax/tree';

/** The kinds of nodes that a name of JavaScript or TypeScript can be. */
export const NAMES: ReadonlySet<string> = new Set([
  ...['identifier', 'shorthand_property_identifier', 'shorthand_property_identifier_pattern'],
  'type_identifier',
]);

export type Role =
  | { kind: 'use' | 'stored' | 'ignored' }
  | { kind: 'binding'; how: 'import' | 'declaration' | 'parameter'; scope: Node };

const FUNCTIONS = new Set([
  ...['function_declaration', 'generator_function_declaration', 'function_expression'],
  ...['generator_function', 'arrow_function', 'method_definition', 'function_signature'],
]);
const BLOCKS = new Set([
  ...['program', 'statement_block', 'for_statement', 'for_in_statement', 'catch_clause'],
  ...['switch_body', 'class_static_block'],
]);
const PATTERNS = new Set([
  ...['object_pattern', 'array_pattern', 'pair_pattern', 'rest_pattern', 'assignment_pattern'],
  'object_assignment_pattern',
]);
const NAMED = new Set([
  ...['class_declaration', 'abstract_class_declaration', 'enum_declaration', 'internal_module'],
  ...['function_declaration', 'generator_function_declaration', 'module'],
]);
const TYPES_ONLY = new Set(['type_alias_declaration', 'interface_declaration', 'type_parameter']);

function scopeAbove(node: Node, whole: boolean): Node {
  for (let at = node.parent; at; at = at.parent) {
    if (FUNCTIONS.has(at.type) || at.type === 'program') return at;
    if (!whole && BLOCKS.has(at.type)) return at;
  }
  return node;
}

/** The block, function or module in which a name declared here would live. */
export const scopeOf = (node: Node): Node => scopeAbove(node, false);

const binding = (scope: Node, how: 'import' | 'declaration' | 'parameter'): Role => ({
  ...{ kind: 'binding', how, scope },
});

/** Whether a part of a pattern is a name that it gives, and no default or key. */
function givesName(parent: Node, node: Node): boolean {
  if (parent.type === 'pair_pattern') return isField(parent, 'value', node);
  if (parent.type === 'assignment_pattern' || parent.type === 'object_assignment_pattern') {
    return isField(parent, 'left', node);
  }
  return true;
}

function roleOfTarget(node: Node): Role {
  let at = node;
  let above = node.parent;
  while (above && PATTERNS.has(above.type)) {
    if (!givesName(above, at)) return { kind: 'use' };
    at = above;
    above = above.parent;
  }
  if (!above) return { kind: 'use' };
  switch (above.type) {
    case 'variable_declarator': {
      if (!isField(above, 'name', at)) return { kind: 'use' };
      const isVar = above.parent?.type === 'variable_declaration';
      return binding(scopeAbove(above, isVar), 'declaration');
    }
    case 'required_parameter':
    case 'optional_parameter':
      return isField(above, 'pattern', at)
        ? binding(scopeAbove(above, true), 'parameter')
        : { kind: 'use' };
    case 'formal_parameters':
      return binding(scopeAbove(above, true), 'parameter');
    case 'arrow_function':
      return isField(above, 'parameter', at) ? binding(above, 'parameter') : { kind: 'use' };
    case 'catch_clause':
      return isField(above, 'parameter', at) ? binding(above, 'parameter') : { kind: 'use' };
    case 'for_in_statement': {
      if (!isField(above, 'left', at)) return { kind: 'use' };
      const kind = above.childForFieldName('kind')?.text;
      if (!kind) return { kind: 'stored' };
      return binding(kind === 'var' ? scopeAbove(above, true) : above, 'declaration');
    }
    case 'assignment_expression':
    case 'augmented_assignment_expression':
      return { kind: isField(above, 'left', at) ? 'stored' : 'use' };
    case 'update_expression':
      return { kind: 'stored' };
    default:
      return { kind: 'use' };
  }
}

/** What a name of JavaScript or TypeScript does where it stands. */
export function roleOf(node: Node): Role {
  const parent = node.parent;
  if (!parent) return { kind: 'use' };
  switch (parent.type) {
    case 'import_specifier': {
      const alias = parent.childForFieldName('alias');
      const names = alias ? alias.id === node.id : true;
      return names ? binding(scopeAbove(node, true), 'import') : { kind: 'ignored' };
    }
    case 'import_clause':
    case 'namespace_import':
    case 'import_require_clause':
      return binding(scopeAbove(node, true), 'import');
    case 'export_specifier': {
      const from = parent.parent?.parent?.childForFieldName('source');
      return { kind: !from && isField(parent, 'name', node) ? 'use' : 'ignored' };
    }
    case 'function_expression':
    case 'generator_function':
    case 'class':
      if (isField(parent, 'name', node)) return binding(parent, 'declaration');
      break;
    case 'labeled_statement':
    case 'break_statement':
    case 'continue_statement':
      return { kind: 'ignored' };
    default:
  }
  if (TYPES_ONLY.has(parent.type) && isField(parent, 'name', node)) return { kind: 'ignored' };
  if (NAMED.has(parent.type) && isField(parent, 'name', node)) {
    return binding(scopeOf(parent), 'declaration');
  }
  return roleOfTarget(node);
}
