import type { Node } from 'web-tree-sitter';
import type { NameBinding } from './scopes';

const SIMPLE = new Set([
  ...['import_statement', 'import_from_statement', 'expression_statement'],
  ...['function_definition', 'class_definition', 'decorated_definition'],
]);

/** The statement of a scope's own body that a node belongs to; undefined where it stands deeper, in a branch or a loop. */
function directStatement(node: Node, scope: Node): Node | undefined {
  for (let at: Node | null = node; at; at = at.parent) {
    const above: Node | null = at.parent;
    if (!above) return undefined;
    if (above.id === scope.id) return at;
    if (above.type === 'block' && above.parent?.id === scope.id) return at;
  }
  return undefined;
}

/** From where on a binding holds, or undefined when that depends on the run. */
function holdsFrom(binding: NameBinding): number | undefined {
  const { how, node, scope, nested } = binding;
  if (nested || how === 'deletion' || how === 'augmented' || how === 'walrus') return undefined;
  if (how === 'parameter') return scope.startIndex;
  const statement = directStatement(node, scope);
  return statement && SIMPLE.has(statement.type) ? statement.endIndex : undefined;
}

/** The function between a use and the scope its name belongs to: its body runs at a time of its own. */
function delayedBy(use: Node, scope: Node): Node | undefined {
  let outermost: Node | undefined;
  for (let at = use.parent; at && at.id !== scope.id; at = at.parent) {
    if (at.type === 'function_definition' || at.type === 'lambda') outermost = at;
    if (at.type === 'generator_expression') outermost = at;
  }
  return outermost;
}

/**
 * Which of several bindings of one scope a use goes by, where the order of the statements alone decides it. `unknown` where branches,
 * loops or calls at another time do; undefined where the name has no meaning yet.
 */
export function bindingAt(
  use: Node,
  bindings: readonly NameBinding[],
): NameBinding | undefined | 'unknown' {
  const scope = bindings[0].scope;
  const placed = bindings.map(binding => ({ binding, from: holdsFrom(binding) }));
  if (placed.some(({ from }) => from === undefined)) return 'unknown';
  const sorted = placed.sort((a, b) => a.from! - b.from!);
  const delayed = delayedBy(use, scope);
  if (delayed && sorted.at(-1)!.from! > delayed.startIndex) return 'unknown';
  return sorted.filter(({ from }) => from! <= use.startIndex).at(-1)?.binding;
}
