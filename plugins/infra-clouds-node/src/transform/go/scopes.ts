import type { Node } from 'web-tree-sitter';
import { closest, isField } from '../../syntax/tree';
import { occurrencesOf } from '../../syntax/words';

/** The kinds of nodes that a name of Go can be; names of fields, methods and labels have others. */
const NAMES: ReadonlySet<string> = new Set(['identifier', 'package_identifier', 'type_identifier']);

const SCOPES = new Set([
  ...['block', 'expression_case', 'default_case', 'type_case', 'communication_case'],
  ...['if_statement', 'for_statement', 'expression_switch_statement', 'type_switch_statement'],
  'source_file',
]);
const FUNCTIONS = new Set(['function_declaration', 'method_declaration', 'func_literal']);
const SPECS = new Set(['var_spec', 'const_spec']);
const PARAMETERS = new Set(['parameter_declaration', 'variadic_parameter_declaration']);
const TYPE_SPECS = new Set(['type_spec', 'type_alias']);

type Range = { start: number; end: number };
/** What a name does where it stands. */
export type GoRole =
  | { kind: 'use' | 'ignored' | 'import' }
  /** The key of a literal: a field of a struct, or an expression in a map; only types could tell. */
  | { kind: 'key' }
  | { kind: 'package' }
  | { kind: 'local'; range: Range };

const USE: GoRole = { kind: 'use' };
const IGNORED: GoRole = { kind: 'ignored' };

/** From where a name that is declared here counts to the end of what holds it. */
function declaredIn(holder: Node, start: number): GoRole {
  const scope = closest(holder.parent!, SCOPES)!;
  return scope.type === 'source_file'
    ? { kind: 'package' }
    : { kind: 'local', range: { start, end: scope.endIndex } };
}

const throughout = (node: Node | null): GoRole =>
  node ? { kind: 'local', range: { start: node.startIndex, end: node.endIndex } } : IGNORED;

function roleOfParameter(declaration: Node): GoRole {
  const list = declaration.parent!;
  const owner = list.parent!;
  if (list.type === 'type_parameter_list') {
    return { kind: 'local', range: { start: list.startIndex, end: owner.endIndex } };
  }
  return FUNCTIONS.has(owner.type) ? throughout(owner.childForFieldName('body')) : IGNORED;
}

/** Names on the left of `:=`, which come as a list. */
function roleOfListed(list: Node): GoRole {
  const owner = list.parent!;
  switch (owner.type) {
    case 'short_var_declaration':
      return isField(owner, 'left', list) ? declaredIn(owner, owner.endIndex) : USE;
    case 'range_clause': {
      const declares =
        isField(owner, 'left', list) && owner.children.some(one => one?.type === ':=');
      return declares ? declaredIn(owner, owner.endIndex) : USE;
    }
    case 'receive_statement': {
      const declares =
        isField(owner, 'left', list) && owner.children.some(one => one?.type === ':=');
      return declares ? declaredIn(owner, owner.endIndex) : USE;
    }
    case 'type_switch_statement': {
      if (!isField(owner, 'alias', list)) return USE;
      const start = owner.childForFieldName('value')!.endIndex;
      return { kind: 'local', range: { start, end: owner.endIndex } };
    }
    default:
      return USE;
  }
}

/** Type parameters of a method are named by its receiver. */
function roleInReceiver(node: Node): GoRole {
  const list = closest(node, new Set(['type_arguments']));
  const method = list && closest(list, new Set(['method_declaration']));
  const receiver = method?.childForFieldName('receiver');
  const within =
    receiver && node.startIndex >= receiver.startIndex && node.endIndex <= receiver.endIndex;
  return within ? throughout(method) : USE;
}

export function roleOf(node: Node): GoRole {
  const parent = node.parent!;
  if (parent.type === 'package_clause') return IGNORED;
  if (parent.type === 'qualified_type' && isField(parent, 'name', node)) return IGNORED;
  if (parent.type === 'import_spec') return { kind: 'import' };
  if (parent.type === 'function_declaration' && isField(parent, 'name', node)) {
    return { kind: 'package' };
  }
  if (SPECS.has(parent.type) && isField(parent, 'name', node)) {
    return declaredIn(parent, parent.endIndex);
  }
  if (TYPE_SPECS.has(parent.type) && isField(parent, 'name', node)) {
    return declaredIn(parent, node.startIndex);
  }
  if (PARAMETERS.has(parent.type) || parent.type === 'type_parameter_declaration') {
    return isField(parent, 'name', node) ? roleOfParameter(parent) : USE;
  }
  if (parent.type === 'expression_list') return roleOfListed(parent);
  if (parent.type === 'literal_element' && isField(parent.parent!, 'key', parent)) {
    const literal = parent.parent!.parent!.parent;
    const isMap = literal?.childForFieldName('type')?.type === 'map_type';
    return isMap ? USE : { kind: 'key' };
  }
  if (parent.type === 'type_elem') return roleInReceiver(node);
  return USE;
}

/** A place where a name stands, with what it means there. */
export type Mention = { node: Node; role: GoRole; isLocal: boolean };

/** Names of one file, by the scopes of Go: a name that is declared in a function counts from there to the end of its block. */
export class GoScopes {
  private readonly known = new Map<string, Mention[]>();

  constructor(
    private readonly root: Node,
    private readonly text: string,
  ) {}

  /** Where the file mentions a name, in order; not where it names a field, a method, a label or the package itself. */
  mentions(name: string): Mention[] {
    let mentions = this.known.get(name);
    if (!mentions) {
      const found = occurrencesOf(this.root, this.text, [name], NAMES).get(name)!;
      const roles = found
        .map(node => ({ node, role: roleOf(node) }))
        .filter(({ role }) => role.kind !== 'ignored');
      const ranges = roles.flatMap(({ role }) => (role.kind === 'local' ? [role.range] : []));
      mentions = roles.map(one => ({
        ...one,
        isLocal:
          one.role.kind === 'local' ||
          ranges.some(({ start, end }) => one.node.startIndex >= start && one.node.endIndex <= end),
      }));
      this.known.set(name, mentions);
    }
    return mentions;
  }

  /** Where a name means something of the package, of an import or of the language, or is a field. */
  outerMentions(name: string): Mention[] {
    return this.mentions(name).filter(({ isLocal }) => !isLocal);
  }
}

/** The names that a file declares for its whole package. */
export function packageNamesOf(root: Node): Set<string> {
  const names = new Set<string>();
  for (const declaration of root.namedChildren) {
    if (!declaration) continue;
    if (declaration.type === 'function_declaration') {
      names.add(declaration.childForFieldName('name')!.text);
    }
    const holders = declaration.type.endsWith('_declaration') ? [declaration] : [];
    for (let holder = holders.pop(); holder; holder = holders.pop()) {
      for (const child of holder.namedChildren) {
        if (child?.type === 'var_spec_list') holders.push(child);
        if (!child || !(SPECS.has(child.type) || TYPE_SPECS.has(child.type))) continue;
        for (const name of child.childrenForFieldName('name')) if (name) names.add(name.text);
      }
    }
  }
  return names;
}
