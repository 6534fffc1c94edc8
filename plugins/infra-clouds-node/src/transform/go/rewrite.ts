import type { Node } from 'web-tree-sitter';
import type { Requirement } from '../../rules/model';
import { RuleError } from '../../rules/render';
import type { SourceText } from '../../syntax/source';
import { isField, namedChildren } from '../../syntax/tree';
import type { Complain, Rewritten } from '../adapter';
import { Edits } from '../edits';
import type { SdkOperation } from '../sdk';
import { GoBlock } from './block';
import { GoImportEdits } from './importEdits';
import { written } from './importLines';
import { importsOf } from './imports';
import type { GoOperations, GoRead } from './operations';
import type { GoPackage } from './package';
import { PREDECLARED } from './predeclared';
import { type GoReference, type GoReferences, referencesOf, type SdkImport } from './references';
import { Remarks } from './remarks';
import { GoScopes } from './scopes';
import { parameterName } from './template';

type Conversion = { reference: GoReference; read: GoRead };

const NOTHING: Rewritten = { edits: [], imports: [], requirements: [] };
const COMPARISONS = new Set(['==', '!=']);

/**
 * Rewrites one file of Go. Calls go to generated functions with the same parameters and results, so they may stand wherever a call can.
 * Where anything of the SDK would be left the file stays as it is: a name that is half replaced would not compile.
 */
export class GoRewriter {
  private readonly edits: Edits;
  private readonly scopes: GoScopes;
  private refused = false;

  constructor(
    private readonly root: Node,
    private readonly source: SourceText,
    private readonly operations: GoOperations,
    private readonly goPackage: GoPackage,
    private readonly complainTo: Complain,
    private readonly path?: string,
  ) {
    this.edits = new Edits(source.text);
    this.scopes = new GoScopes(root, source.parsed);
  }

  rewrite(): Rewritten {
    const { sdk } = this.operations;
    const found = referencesOf(this.root, this.source.parsed, sdk.roots, sdk, this.scopes);
    if (found.items.length === 0) return NOTHING;
    for (const [item, node] of found.redeclared) {
      const message = `The package declares a name that the import of ${item.path} brings as well`;
      this.complain('error', 'ambiguous-name', message, node);
    }
    const conversions = found.references.flatMap(reference => {
      const read = this.plan(reference);
      return read ? [{ reference, read }] : [];
    });
    this.checkImports(found);
    for (const { reference, read } of conversions) this.checkPredeclared(reference, read);
    return this.refused ? NOTHING : this.write(found.items, conversions);
  }

  private complain: Complain = (severity, code, message, at) => {
    this.refused ||= severity === 'error';
    this.complainTo(severity, code, message, at);
  };

  private checkImports({ items, references }: GoReferences): void {
    const { sdk } = this.operations;
    const used = new Set(references.map(({ item }) => item));
    for (const item of items) {
      const { spec, module, path, alias } = item;
      if (!sdk.modules.has(module)) {
        this.complain('error', 'no-rule', `There is no rule for ${path} in Go`, spec);
      } else if (alias === '.') {
        const message = `What else comes from ${path} without a name before it would be missing`;
        this.complain('warning', 'star-import', message, spec);
      } else if (!used.has(item)) {
        const message = `Nothing here uses ${path}; its import is removed`;
        this.complain('info', 'unused-import', message, spec);
      }
    }
  }

  /** Undefined for a refusal, which has been complained about. */
  private plan(reference: GoReference): GoRead | undefined {
    const { node, path, context, call } = reference;
    const { sdk } = this.operations;
    const operation = sdk.operations.get(path);
    const exception = sdk.exceptions.get(path);
    const refuse = (code: string, message: string, at = node) =>
      this.complain('error', code, message, at) as undefined;
    // A function can be no key of a map, so it is the name of a field.
    if (context === 'key' && operation) return undefined;
    if (context === 'module') {
      return refuse('module-as-value', `The package ${path} is no value`);
    }
    if (!operation && !exception) return refuse('no-rule', `There is no rule for ${path} in Go`);
    if (context === 'type') return refuse('no-rule', `${path} is no type`);
    if (context === 'key') {
      const message = `${node.text} may be the name of a field here, or ${path}`;
      return refuse('ambiguous-name', message);
    }
    if (/\/[/*]/.test(node.text)) {
      return refuse('comment-inside', `There is a comment inside of the name ${path}`);
    }
    if (this.isAssigned(node)) {
      return refuse('assigned', `${path} is assigned to, or its address is taken`);
    }
    try {
      if (exception) {
        this.warnOfComparison(node, path);
        return this.operations.exception(exception);
      }
      if (call && !this.acceptsCall(call, operation!)) return undefined;
      return this.operations.operation(operation!);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      return refuse('unusable-rule', `The rule of ${path} ${error.message}`);
    }
  }

  private isAssigned(node: Node): boolean {
    const above = node.parent!;
    if (above.type === 'unary_expression') return above.child(0)?.type === '&';
    if (/^(inc|dec)_statement$/.test(above.type)) return true;
    const owner = above.type === 'expression_list' ? above.parent! : undefined;
    return owner !== undefined && owner.type !== 'var_spec' && isField(owner, 'left', above);
  }

  /** An error of the SDK may be wrapped, as may that of the provider. */
  private warnOfComparison(node: Node, path: string): void {
    const above = node.parent!;
    const operator = above.childForFieldName('operator')?.type ?? '';
    const isCase = above.type === 'expression_list' && above.parent!.type === 'expression_case';
    if (!isCase && !(above.type === 'binary_expression' && COMPARISONS.has(operator))) return;
    const message = `An error is ${path} by errors.Is; it need not be equal`;
    this.complain('warning', 'compared', message, node);
  }

  private acceptsCall(call: Node, { path, rule, variant }: SdkOperation): boolean {
    const list = call.childForFieldName('arguments')!;
    const given = namedChildren(list).filter(({ type }) => type !== 'comment');
    const names = [
      ...(variant.context === false ? [] : ['a context']),
      ...rule.parameters.map(({ name }) => parameterName(name)),
    ];
    // What one call gives may be all the arguments of another.
    if (given.length === 1 && given[0].type === 'call_expression') return true;
    const spread = given.find(({ type }) => type === 'variadic_argument');
    const needs = `${path} needs ${names.join(', ') || 'nothing'}`;
    if (spread) this.complain('error', 'too-many-arguments', `${needs}, each by itself`, spread);
    else if (given.length > names.length) {
      const message = `${needs}, not ${given.length} arguments`;
      this.complain('error', 'too-many-arguments', message, given[names.length]);
    } else if (given.length < names.length) {
      this.complain('error', 'missing-argument', `${needs}, not ${given.length} arguments`, call);
    } else return true;
    return false;
  }

  /** Generated code means by `error` or `append` what Go does. */
  private checkPredeclared({ node, path }: GoReference, { code, setup }: GoRead): void {
    const names = new Set([code, ...setup].flatMap(({ free }) => free.map(({ name }) => name)));
    for (const name of names) {
      if (!PREDECLARED.has(name)) continue;
      const here = this.scopes.outerMentions(name).some(({ role }) => role.kind === 'package');
      if (!here && !this.goPackage.declares(name, this.path, this.operations.parse)) continue;
      const message = `What stands for ${path} uses Go's ${name}, and the package declares another`;
      this.complain('error', 'ambiguous-name', message, node);
    }
  }

  private write(going: readonly SdkImport[], conversions: readonly Conversion[]): Rewritten {
    const { operations, source, path } = this;
    const all = importsOf(this.root);
    const leaves = new Set(going.map(({ spec }) => spec.id));
    const ranges = [
      ...going.map(({ spec }) => spec),
      ...conversions.map(one => one.reference.node),
    ];
    const block = new GoBlock(
      {
        ...{ path, scopes: this.scopes },
        imports: all.filter(({ spec }) => !leaves.has(spec.id)),
        isGoing: (start, end) =>
          ranges.some(range => start >= range.startIndex && end <= range.endIndex),
        reserved: this.innerNames(conversions),
      },
      this.goPackage,
      operations.parse,
    );
    const requirements: Requirement[] = [];
    for (const { reference, read } of conversions) {
      const { node } = reference;
      const operation = operations.sdk.operations.get(reference.path);
      requirements.push(...(operation?.variant.requirements ?? []));
      const text = operation ? block.helper(operation, read) : block.value(read);
      this.edits.add(node.startIndex, node.endIndex, text);
    }
    const replaced = conversions.map(({ reference }) => reference.node);
    new Remarks(this.root, source, this.edits).keepColumns(replaced);
    new GoImportEdits(source, this.edits).write(all, going, block.added);
    this.append(block.declarations);
    this.goPackage.add(block.names, block.importNames.values(), path, source.text);
    const imports = block.added.map(one => `import ${written(one)}`);
    return { edits: this.edits.sorted(), imports, requirements };
  }

  private innerNames(conversions: readonly Conversion[]): Set<string> {
    return new Set(
      conversions.flatMap(({ read: { code, setup } }) => [
        ...[code, ...setup].flatMap(({ locals }) => [...locals]),
        ...code.slots.flatMap(({ parameter }) => {
          const name = parameterName(parameter);
          return [name, `given${name[0].toUpperCase()}${name.slice(1)}`];
        }),
      ]),
    );
  }

  /** Generated code stands at the end, after an empty line. */
  private append(declarations: readonly string[]): void {
    if (declarations.length === 0) return;
    const { text, newline } = this.source;
    const ends = /(\r?\n|^)$/.test(text);
    const code = declarations.join('\n\n').replace(/\n/g, newline);
    const before = ends ? newline : newline + newline;
    this.edits.add(text.length, text.length, before + code + (ends ? newline : ''));
  }
}
