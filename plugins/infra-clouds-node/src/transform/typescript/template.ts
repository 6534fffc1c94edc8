import type { Node } from 'web-tree-sitter';
import { placeholdersIn } from '../../rules/placeholders';
import { RuleError } from '../../rules/render';
import type { Parse } from '../../syntax/parsers';
import { firstError, namedChildren, walk } from '../../syntax/tree';
import { dedent, type Filled } from '../text';
import { NAMES, roleOf } from './roles';

/** Code of a rule, read: where arguments and names of the module go. */
export type ScriptTemplate = {
  text: string;
  slots: { parameter: string; start: number; end: number }[];
  free: { name: string; start: number; end: number; shorthand: boolean }[];
  locals: Set<string>;
  /** Names that the code declares at its top. */
  declared: string[];
  /** Types, which JavaScript must not have, as what to put in their place. */
  types: Filled[];
  /** Where the last statement gives the value; undefined when it gives none or returns by itself. */
  value?: number;
  insideStrings: Set<number>;
};

const ERASED = new Set(['type_annotation', 'type_arguments', 'type_parameters']);
const OPERATORS = new Set(['as_expression', 'satisfies_expression', 'non_null_expression']);
const FUNCTIONS = new Set([
  'arrow_function',
  'function_expression',
  'function_declaration',
  'method_definition',
]);

function typesIn(root: Node): Filled[] {
  const types: Filled[] = [];
  walk(root, node => {
    if (ERASED.has(node.type)) {
      types.push({ start: node.startIndex, end: node.endIndex, text: '' });
      return false;
    }
    if (OPERATORS.has(node.type)) {
      types.push({ start: node.namedChild(0)!.endIndex, end: node.endIndex, text: '' });
    }
    return undefined;
  });
  return types;
}

function valueOf(root: Node, statements: readonly Node[]): number | undefined {
  let returns = false;
  walk(root, node => {
    if (FUNCTIONS.has(node.type)) return false;
    returns ||= node.type === 'return_statement';
    return undefined;
  });
  const last = statements.at(-1)!;
  return !returns && last.type === 'expression_statement' ? last.startIndex : undefined;
}

/**
 * Reads rendered code of a rule.
 * @throws RuleError when it is no TypeScript, or when an argument would land inside of a string
 */
export function readScript(rendered: string, parse: Parse): ScriptTemplate {
  const text = dedent(rendered);
  const tree = parse(text);
  try {
    const root = tree.rootNode;
    const error = firstError(root);
    if (error) throw new RuleError(`is no TypeScript: ${JSON.stringify(error.text.slice(0, 40))}`);
    const statements = namedChildren(root).filter(({ type }) => type !== 'comment');
    if (statements.length === 0) throw new RuleError('has no code');
    const slots = placeholdersIn(text);
    for (const { parameter, start, end } of slots) {
      const node = root.descendantForIndex(start, end)!;
      if (node.type !== 'identifier' || node.endIndex !== end || roleOf(node).kind !== 'use') {
        throw new RuleError(`has the parameter ${parameter} where no expression goes`);
      }
    }
    const isSlot = new Set(slots.map(({ start }) => start));
    const names: Node[] = [];
    const insideStrings = new Set<number>();
    walk(root, node => {
      if (NAMES.has(node.type) && !isSlot.has(node.startIndex)) names.push(node);
      if (node.type === 'template_string') {
        for (const match of node.text.matchAll(/\n/g))
          insideStrings.add(node.startIndex + match.index + 1);
      }
    });
    const roles = names.map(node => ({ node, role: roleOf(node) }));
    const bound = roles.flatMap(({ node, role }) =>
      role.kind === 'binding' ? [{ node, role }] : [],
    );
    const locals = new Set(bound.map(({ node }) => node.text));
    const free = roles
      .filter(({ node, role }) => role.kind === 'use' && !locals.has(node.text))
      .map(({ node }) => ({
        ...{ name: node.text, start: node.startIndex, end: node.endIndex },
        shorthand: node.type === 'shorthand_property_identifier',
      }));
    return {
      ...{ text, slots, free, locals, insideStrings, types: typesIn(root) },
      declared: bound
        .filter(({ role }) => role.scope.type === 'program')
        .map(({ node }) => node.text),
      value: valueOf(root, statements),
    };
  } finally {
    tree.delete();
  }
}

/** Where the names that the code itself declares are meant. */
export function declaredSlots(template: ScriptTemplate, parse: Parse) {
  const tree = parse(template.text);
  const names = new Set(template.declared);
  try {
    const slots: ScriptTemplate['free'] = [];
    walk(tree.rootNode, node => {
      if (!NAMES.has(node.type) || !names.has(node.text) || roleOf(node).kind === 'ignored') return;
      slots.push({
        ...{ name: node.text, start: node.startIndex, end: node.endIndex },
        shorthand: node.type === 'shorthand_property_identifier',
      });
    });
    return slots;
  } finally {
    tree.delete();
  }
}

/** An import line of a rule. */
export type ScriptImport = {
  module: string;
  kind: 'named' | 'default' | 'namespace';
  imported: string;
  name: string;
};

/** @throws RuleError when the line is no import with names */
export function readScriptImport(line: string, parse: Parse): ScriptImport[] {
  const tree = parse(line);
  try {
    const statement = tree.rootNode.namedChild(0);
    const source = statement?.childForFieldName('source')?.namedChild(0)?.text;
    const clause =
      statement && namedChildren(statement).find(({ type }) => type === 'import_clause');
    if (firstError(tree.rootNode) || statement?.type !== 'import_statement' || !clause || !source) {
      throw new RuleError(`has an import that is none: ${JSON.stringify(line)}`);
    }
    return namedChildren(clause).flatMap((part): ScriptImport[] => {
      const module = source;
      if (part.type === 'identifier')
        return [{ module, kind: 'default', imported: 'default', name: part.text }];
      if (part.type === 'namespace_import') {
        return [{ module, kind: 'namespace', imported: '*', name: part.namedChild(0)!.text }];
      }
      return namedChildren(part).map(specifier => {
        const imported = specifier.childForFieldName('name')!.text;
        const name = specifier.childForFieldName('alias')?.text ?? imported;
        return { module, kind: 'named', imported, name };
      });
    });
  } finally {
    tree.delete();
  }
}
