import type { Node } from 'web-tree-sitter';
import { RuleError } from '../../rules/render';
import { type Placeholder, placeholdersIn } from '../../rules/placeholders';
import type { Parse } from '../../syntax/parsers';
import { firstError, namedChildren, walk } from '../../syntax/tree';
import { dedent } from '../text';
import { isComprehension, roleOf } from './roles';

/** A place in a template where an argument goes. */
export type ArgumentSlot = Placeholder & {
  /** Evaluated at another time, or several times, or only sometimes: within a lambda, a comprehension, a condition. */
  deferred: boolean;
  /** Inside of an f-string, where quotes of the argument would end it. */
  quoted: boolean;
  /** The template has called something before it comes to this. */
  late: boolean;
  /** Something is done with the value in place, so that an operator in it needs parentheses. */
  tight: boolean;
  /** A keyword's value, where a walrus needs parentheses. */
  keyword: boolean;
};

export type NameSlot = { name: string; start: number; end: number };

/** Code of a rule, read: where arguments and names of the module go. */
export type CodeTemplate = {
  text: string;
  kind: 'expression' | 'statements';
  slots: ArgumentSlot[];
  /** Names that come from outside: of the imports, the set-up, or built in. */
  free: NameSlot[];
  /** Names that the code binds itself. */
  locals: Set<string>;
  /** Whether the expression needs parentheses to stand where a call stood. */
  loose: boolean;
  /** The arguments of the call that the whole expression is, to lay it out over lines. */
  layout?: { open: number; close: number; parts: { start: number; end: number }[] };
  /** Offsets of lines that begin inside of a string and must not be indented. */
  insideStrings: Set<number>;
  result: TemplateResult;
};

/** How the last statement gives the value of the operation. */
export type TemplateResult =
  | { kind: 'none' }
  | { kind: 'own' /** The template returns by itself. */ }
  | { kind: 'last'; /** Where the last statement begins. */ start: number }
  | { kind: 'name'; name: string };

const PRIMARY = new Set([
  ...['call', 'attribute', 'subscript', 'identifier', 'parenthesized_expression', 'list', 'string'],
  ...['list_comprehension', 'dictionary', 'set', 'set_comprehension', 'dictionary_comprehension'],
  ...['tuple', 'none', 'true', 'false'],
]);
const DEFERRING = new Set(['lambda', 'conditional_expression', 'boolean_operator']);
const ROOMY = new Set(['argument_list', 'list', 'tuple', 'set', 'parenthesized_expression']);
const NO_EXPRESSION = new Set(['assignment', 'augmented_assignment', 'yield']);

const isCompound = (node: Node) => isComprehension(node) || DEFERRING.has(node.type);

function firstIterableHolds(comprehension: Node, slot: Node): boolean {
  const clause = namedChildren(comprehension).find(child => child.type === 'for_in_clause');
  const iterable = clause?.childForFieldName('right');
  return !!iterable && slot.startIndex >= iterable.startIndex && slot.endIndex <= iterable.endIndex;
}

function slotAt(node: Node, placeholder: Placeholder, calls: readonly Node[]): ArgumentSlot {
  let deferred = false;
  let quoted = false;
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'interpolation') quoted = true;
    if (isComprehension(at) && firstIterableHolds(at, node)) continue;
    if (isCompound(at)) deferred = true;
  }
  const above = node.parent;
  const keyword = above?.type === 'keyword_argument';
  const whole = above?.type === 'assignment' || above?.type === 'expression_statement';
  return {
    ...placeholder,
    ...{ deferred, quoted, keyword },
    late: calls.some(call => call.endIndex <= node.startIndex),
    tight: !(keyword || whole || (above && ROOMY.has(above.type))),
  };
}

function layoutOf(call: Node, slots: readonly ArgumentSlot[]): CodeTemplate['layout'] {
  const list = call.type === 'call' ? call.childForFieldName('arguments') : null;
  if (list?.type !== 'argument_list') return undefined;
  const parts = namedChildren(list).map(({ startIndex, endIndex }) => ({
    start: startIndex,
    end: endIndex,
  }));
  const outside = slots.some(({ start }) => start < list.startIndex);
  return outside || parts.length === 0
    ? undefined
    : { open: list.startIndex, close: list.endIndex - 1, parts };
}

function resultOf(statements: readonly Node[], root: Node): TemplateResult {
  let returns = false;
  walk(root, node => {
    if (node.type === 'function_definition' || node.type === 'lambda') return false;
    returns ||= node.type === 'return_statement';
    return undefined;
  });
  if (returns) return { kind: 'own' };
  const last = statements.at(-1)!;
  if (last.type !== 'expression_statement') return { kind: 'none' };
  const inner = last.namedChild(0)!;
  if (inner.type === 'assignment') {
    const left = inner.childForFieldName('left');
    return left?.type === 'identifier' ? { kind: 'name', name: left.text } : { kind: 'none' };
  }
  if (NO_EXPRESSION.has(inner.type)) return { kind: 'none' };
  return { kind: 'last', start: last.startIndex };
}

/**
 * Reads rendered code of a rule.
 * @throws RuleError when it is no Python, or when an argument would land inside of a string
 */
export function readTemplate(rendered: string, parse: Parse): CodeTemplate {
  const text = dedent(rendered);
  const tree = parse(text);
  try {
    const root = tree.rootNode;
    const error = firstError(root);
    if (error) throw new RuleError(`is no Python: ${JSON.stringify(error.text.slice(0, 40))}`);
    const statements = namedChildren(root).filter(node => node.type !== 'comment');
    if (statements.length === 0) throw new RuleError('has no code');
    const only = statements.length === 1 ? statements[0] : undefined;
    const inner =
      only?.type === 'expression_statement' && only.namedChildCount === 1
        ? only.namedChild(0)
        : null;
    const expression = inner && !NO_EXPRESSION.has(inner.type) ? inner : null;
    const calls: Node[] = [];
    const identifiers: Node[] = [];
    const insideStrings = new Set<number>();
    walk(root, node => {
      if (node.type === 'call') calls.push(node);
      if (node.type === 'identifier') identifiers.push(node);
      if (node.type === 'string') {
        for (const match of node.text.matchAll(/\n/g))
          insideStrings.add(node.startIndex + match.index + 1);
      }
    });
    const slots = placeholdersIn(text).map(placeholder => {
      const node = root.descendantForIndex(placeholder.start, placeholder.end)!;
      if (node.type !== 'identifier' || node.endIndex !== placeholder.end) {
        throw new RuleError(`has the parameter ${placeholder.parameter} inside of a string`);
      }
      if (roleOf(node).kind !== 'use') {
        throw new RuleError(`has the parameter ${placeholder.parameter} where a name goes`);
      }
      return slotAt(node, placeholder, calls);
    });
    const tokens = new Set(slots.map(slot => slot.start));
    const roles = identifiers
      .filter(node => !tokens.has(node.startIndex))
      .map(node => ({ node, role: roleOf(node) }));
    const locals = new Set(
      roles.filter(({ role }) => role.kind === 'binding').map(({ node }) => node.text),
    );
    const free = roles
      .filter(({ node, role }) => role.kind === 'use' && !locals.has(node.text))
      .map(({ node }) => ({ name: node.text, start: node.startIndex, end: node.endIndex }));
    const result = resultOf(statements, root);
    if (!expression) {
      return {
        ...{ slots, free, locals, insideStrings, text, result },
        kind: 'statements',
        loose: false,
      };
    }
    // An expression comes without the comments around it.
    const shift = <T extends { start: number; end: number }>(one: T): T => ({
      ...one,
      ...{ start: one.start - expression.startIndex, end: one.end - expression.startIndex },
    });
    const layout = layoutOf(expression, slots);
    return {
      ...{ slots: slots.map(shift), free: free.map(shift), locals },
      insideStrings: new Set([...insideStrings].map(offset => offset - expression.startIndex)),
      ...{
        text: expression.text,
        kind: 'expression',
        loose: !PRIMARY.has(expression.type),
        result,
      },
      layout: layout && {
        open: layout.open - expression.startIndex,
        close: layout.close - expression.startIndex,
        parts: layout.parts.map(shift),
      },
    };
  } finally {
    tree.delete();
  }
}

/** The names that statements bind at their top, such as those of a set-up. */
export function boundNames(text: string, parse: Parse): string[] {
  const tree = parse(text);
  try {
    const names = new Set<string>();
    walk(tree.rootNode, node => {
      if (node.type !== 'identifier') return;
      const role = roleOf(node);
      if (role.kind === 'binding' && role.scope.type === 'module') names.add(node.text);
    });
    return [...names];
  } finally {
    tree.delete();
  }
}

/** All places in code where a name is bound or read, but for attributes, keywords and names of functions' own. */
export function nameSlots(text: string, parse: Parse): NameSlot[] {
  const tree = parse(text);
  try {
    const slots: NameSlot[] = [];
    const local = new Set<string>();
    walk(tree.rootNode, node => {
      if (node.type.startsWith('import_')) return false;
      if (node.type !== 'identifier') return undefined;
      const role = roleOf(node);
      if (role.kind === 'ignored') return undefined;
      if (role.kind === 'binding' && role.scope.type !== 'module') local.add(node.text);
      slots.push({ name: node.text, start: node.startIndex, end: node.endIndex });
      return undefined;
    });
    return slots.filter(({ name }) => !local.has(name));
  } finally {
    tree.delete();
  }
}
