import type { Node } from 'web-tree-sitter';
import type { SourceText } from '../../syntax/source';
import { namedChildren } from '../../syntax/tree';

const IMPORTS = new Set(['import_statement', 'import_from_statement', 'future_import_statement']);
const BRANCHES = new Set([
  ...['if_statement', 'try_statement', 'block', 'else_clause', 'elif_clause', 'except_clause'],
  ...['finally_clause', 'except_group_clause'],
]);
const QUIET_VALUES = new Set([
  'none',
  'true',
  'false',
  'integer',
  'string',
  'identifier',
  'attribute',
]);

/** Whether nothing but names is made by a statement: an import, or branches with imports and fallbacks for them. */
function onlyImports(node: Node): boolean {
  if (IMPORTS.has(node.type) || node.type === 'pass_statement' || node.type === 'comment')
    return true;
  if (node.type === 'expression_statement') {
    const inner = node.namedChild(0);
    const value = inner?.type === 'assignment' ? inner.childForFieldName('right') : null;
    return value !== null && value !== undefined && QUIET_VALUES.has(value.type);
  }
  if (!BRANCHES.has(node.type)) return false;
  if (node.type === 'if_statement' || node.type === 'try_statement') {
    const some = node.descendantsOfType([...IMPORTS]).length > 0;
    if (!some) return false;
  }
  return namedChildren(node).every(child => {
    if (BRANCHES.has(child.type) || child.type.endsWith('_statement') || child.type === 'comment') {
      return onlyImports(child);
    }
    return child.descendantsOfType('call').length === 0;
  });
}

const isDocstring = (node: Node) =>
  node.type === 'expression_statement' &&
  node.namedChildCount === 1 &&
  ['string', 'concatenated_string'].includes(node.namedChild(0)!.type);

/** The imports at the top of a module, and where what they need comes after them. */
export type Header = {
  /** The beginning of a line, or the end of the text. */
  end: number;
  /** Whether any import stands before the end. */
  hasImports: boolean;
  /** Whether there is something before the end, such as a docstring. */
  hasText: boolean;
};

/** Shebang and encoding must stay on the first two lines; so may a licence above an empty line. */
function endOfOpening(source: SourceText, comments: readonly Node[]): number {
  let end = source.begin;
  let last = -1;
  for (const [index, comment] of comments.entries()) {
    const { line } = source.position(comment.startIndex);
    const fixed = line <= 2 && /^#!|coding[:=]/.test(comment.text);
    const next = source.nextLine(comment.startIndex);
    const closesBlock = /^[^\S\n]*(\r?\n|$)/.test(source.parsed.slice(next));
    if (fixed || (closesBlock && index > last)) {
      end = next;
      last = index;
    }
  }
  return end;
}

/**
 * Reads the top of a module.
 * @param before an offset that the end must not pass: the first place that needs what will be put there
 */
export function headerOf(root: Node, source: SourceText, before: number): Header {
  const comments: Node[] = [];
  let end: number | undefined;
  let hasImports = false;
  let docstring = false;
  for (let node = root.firstNamedChild; node; node = node.nextNamedSibling) {
    if (node.type === 'comment') {
      if (end === undefined) comments.push(node);
      continue;
    }
    const doc: boolean = !docstring && !hasImports && isDocstring(node);
    if (!doc && (!onlyImports(node) || node.endIndex > before)) break;
    const next = source.nextLine(node.endIndex);
    const after = nextStatement(node);
    // A statement behind it on the same line would run before what comes on the next.
    const beside = after && after.startIndex < next;
    if (beside && (!onlyImports(after) || after.endIndex > before)) break;
    docstring ||= doc;
    hasImports ||= !doc;
    end = next;
  }
  return {
    ...{ end: end ?? endOfOpening(source, comments), hasImports },
    hasText: end !== undefined || comments.length > 0,
  };
}

function nextStatement(node: Node): Node | null {
  let next = node.nextNamedSibling;
  while (next?.type === 'comment') next = next.nextNamedSibling;
  return next;
}
