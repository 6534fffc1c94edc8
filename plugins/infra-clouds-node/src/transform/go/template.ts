import type { Node } from 'web-tree-sitter';
import type { ParameterType, RuleParameter } from '../../rules/model';
import { placeholdersIn, tokenOf } from '../../rules/placeholders';
import { RuleError } from '../../rules/render';
import type { Parse } from '../../syntax/parsers';
import { firstError, namedChildren, walk } from '../../syntax/tree';
import { camelCase, dedent } from '../text';
import { usualName } from './imports';
import { PREDECLARED } from './predeclared';
import { GoScopes, packageNamesOf } from './scopes';

type Slot = { name: string; start: number; end: number };

/** Code of a rule, read: where arguments and names of the package go. */
export type GoCode = {
  text: string;
  slots: { parameter: string; start: number; end: number }[];
  /** Names from outside of functions, those that the code declares among them. */
  free: Slot[];
  /** Names that only its functions have. */
  locals: Set<string>;
  /** Names that the code declares for the package. */
  declared: string[];
};

/** An import line of a rule; `name` is what the code of the rule calls the package. */
export type GoRuleImport = { path: string; name: string };

const HEADER = 'package p\n';
/** What a generated function is called until it has a name. */
export const HELPER = 'zqxHelper';
/** The parameter that every operation has first, in Go. */
export const CONTEXT = 'ctx';
const TYPES: Record<ParameterType, string> = {
  ...{ text: 'string', number: 'int', boolean: 'bool', list: '[]any' },
};

/** Indentation by spaces becomes that of gofmt, one tab for each step. */
function tabbed(text: string): string {
  const steps = [...text.matchAll(/^( +)\S/gm)].map(match => match[1].length);
  const step = Math.min(...steps);
  return text.replace(/^ +(?=\S)/gm, spaces => '\t'.repeat(Math.floor(spaces.length / step)));
}

function parsed<T>(code: string, parse: Parse, read: (root: Node, text: string) => T): T {
  const text = HEADER + code;
  const tree = parse(text);
  try {
    const error = firstError(tree.rootNode);
    if (error) throw new RuleError(`is no Go: ${JSON.stringify(error.text.slice(0, 40))}`);
    return read(tree.rootNode, text);
  } finally {
    tree.delete();
  }
}

function namesIn(root: Node): Set<string> {
  const names = new Set<string>();
  walk(root, node => {
    if (/^(package_|type_)?identifier$/.test(node.type)) names.add(node.text);
    if (node.type === 'raw_string_literal' && node.text.includes('\n')) {
      throw new RuleError('has a text over several lines; write it with \\n');
    }
  });
  names.delete('_');
  return names;
}

function readDeclarations(code: string, parse: Parse): GoCode {
  return parsed(code, parse, (root, text) => {
    const scopes = new GoScopes(root, text);
    const slots = placeholdersIn(text);
    for (const { parameter, start, end } of slots) {
      if (root.descendantForIndex(start, end)?.type !== 'identifier') {
        throw new RuleError(`has the parameter ${parameter} where no expression goes`);
      }
    }
    const declared = packageNamesOf(root);
    const locals = new Set<string>();
    const free: Slot[] = [];
    const shift = HEADER.length;
    for (const name of namesIn(root)) {
      if (placeholdersIn(name).length > 0) continue;
      for (const { node, role, isLocal } of scopes.mentions(name)) {
        if (isLocal) locals.add(name);
        else if (role.kind !== 'key') {
          free.push({ name, start: node.startIndex - shift, end: node.endIndex - shift });
        }
      }
    }
    return {
      ...{ text: code, free, locals, declared: [...declared] },
      slots: slots.map(one => ({ ...one, start: one.start - shift, end: one.end - shift })),
    };
  });
}

const typeOf = ({ type, default: value }: RuleParameter): string => {
  const kind = typeof value;
  const usual = kind === 'number' || kind === 'boolean' ? kind : 'text';
  return TYPES[type ?? usual];
};

/** `ctx context.Context, a, b string, c int`. */
function parameterList({ parameters, hasContext }: GoSignature): string {
  const context = { names: [tokenOf(CONTEXT)], type: 'context.Context' };
  const groups = hasContext ? [context] : [];
  for (const parameter of parameters) {
    const type = typeOf(parameter);
    const last = groups.at(-1);
    if (last?.type === type) last.names.push(tokenOf(parameter.name));
    else groups.push({ names: [tokenOf(parameter.name)], type });
  }
  return groups.map(({ names, type }) => `${names.join(', ')} ${type}`).join(', ');
}

export type GoSignature = {
  parameters: readonly RuleParameter[];
  hasContext: boolean;
  /** As Go writes them: `error`, `([]string, error)`. */
  results: string;
};

/**
 * Reads the rendered body of an operation as the function that it becomes.
 * @throws RuleError when it is no Go, or when an argument would land inside of a string
 */
export function readHelper(rendered: string, signature: GoSignature, parse: Parse): GoCode {
  const { parameters, hasContext, results } = signature;
  if (hasContext && parameters.some(({ name }) => name === CONTEXT)) {
    throw new RuleError(`has a parameter ${CONTEXT}, which every call in Go has anyway`);
  }
  const body = tabbed(dedent(rendered));
  const head = `func ${HELPER}(${parameterList(signature)}) ${results} {\n\t`;
  const whole = (code: string) => `${head}${code.replace(/\n(?!\n)/g, '\n\t')}\n}`;
  const isValue = parsed(whole(body), parse, root => {
    const declarations = namedChildren(root);
    const block = declarations[1]?.childForFieldName('body');
    if (declarations.length !== 2 || !block) throw new RuleError('is no body of one function');
    const statements = namedChildren(block.namedChild(0) ?? block);
    if (statements.length === 0) throw new RuleError('has no code');
    return statements.length === 1 && statements[0].type === 'expression_statement';
  });
  return readDeclarations(whole(isValue ? `return ${body}` : body), parse);
}

/**
 * Reads set-up code: declarations, each apart so that what several operations need is made once.
 * @throws RuleError when it is no Go, or more than declarations
 */
export function readSetup(setup: string, parse: Parse): GoCode[] {
  const code = tabbed(dedent(setup));
  const parts = parsed(code, parse, (root, text) => {
    const declarations = namedChildren(root).slice(1);
    const wrong = declarations.find(one => !/^(comment|.*_declaration)$/.test(one.type));
    if (wrong)
      throw new RuleError(`has set-up code that declares nothing: ${wrong.text.slice(0, 40)}`);
    let start = HEADER.length;
    return declarations.flatMap(one => {
      if (one.type === 'comment') return [];
      const part = text.slice(start, one.endIndex).trim();
      start = one.endIndex;
      return [part];
    });
  });
  return parts.map(part => readDeclarations(part, parse));
}

/** Reads what stands for a value of the SDK. @throws RuleError when it is no expression */
export function readValue(value: string, parse: Parse): GoCode {
  const before = 'var _ = ';
  const { text, free, ...rest } = readDeclarations(before + value, parse);
  const shift = before.length;
  const moved = free.map(({ name, start, end }) => ({
    name,
    start: start - shift,
    end: end - shift,
  }));
  return { ...rest, text: text.slice(shift), free: moved };
}

/** @throws RuleError when the line is no import, or one without a name to use */
export function readGoImport(line: string, parse: Parse): GoRuleImport {
  return parsed(line, parse, root => {
    const spec = root.namedChild(1)?.namedChild(0);
    const path = spec?.childForFieldName('path')?.text.slice(1, -1);
    const name = spec?.childForFieldName('name')?.text;
    if (
      root.namedChildCount !== 2 ||
      spec?.type !== 'import_spec' ||
      !path ||
      /^[._]$/.test(name ?? '')
    ) {
      throw new RuleError(`has an import that is none: ${JSON.stringify(line)}`);
    }
    return { path, name: name ?? usualName(path) };
  });
}

/** @throws RuleError for a name that nothing brings */
export function checkNames(codes: readonly GoCode[], imports: readonly GoRuleImport[]): void {
  const known = new Set([
    ...imports.map(({ name }) => name),
    ...codes.flatMap(one => one.declared),
  ]);
  for (const { name } of codes.flatMap(({ free }) => free)) {
    if (name !== HELPER && !known.has(name) && !PREDECLARED.has(name)) {
      throw new RuleError(`uses ${name}, which no import and no set-up of it brings`);
    }
  }
}

export const parameterName = (parameter: string) => camelCase(parameter);
