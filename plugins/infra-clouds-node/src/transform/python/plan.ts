import type { Node } from 'web-tree-sitter';
import { RuleError } from '../../rules/render';
import type { RuleParameter } from '../../rules/model';
import { matchArguments } from '../arguments';
import { keepsOrder } from '../order';
import type { SdkException, SdkOperation } from '../sdk';
import { type CallArgument, readCall, type ReadCall } from './call';
import type { ImportItem } from './imports';
import { pythonLiteral, type PythonOperations } from './operations';
import type { Reference } from './references';
import { type CodeTemplate } from './template';

/** A function of the module that does what an operation does; one for each set of arguments that the rule's code depends on. */
export type Helper = { key: string; operation: SdkOperation; parameters: RuleParameter[] };

export type Conversion = { reference: Reference } & (
  | {
      kind: 'inline';
      call: Node;
      read: ReadCall;
      operation: SdkOperation;
      template: CodeTemplate;
      values: Map<string, CallArgument>;
    }
  | { kind: 'helper'; helper: Helper }
  | { kind: 'exception'; exception: SdkException; template: CodeTemplate }
);

export type Complaint = (
  severity: 'error' | 'warning' | 'info',
  code: string,
  message: string,
  at: Node,
) => void;

/** Decides for each place what to put there, or says why nothing can be. */
export class Planner {
  private readonly rebindable: (name: string) => boolean;

  constructor(
    private readonly operations: PythonOperations,
    private readonly text: string,
    private readonly complain: Complaint,
  ) {
    this.rebindable = name =>
      new RegExp(`\\b(global|nonlocal)\\b[^\\n]*\\b${name}\\b|\\b${name}\\s*:=`).test(text);
  }

  /** Undefined for a refusal, which has been complained about. */
  plan(reference: Reference): Conversion | undefined {
    const { node, path, context } = reference;
    const { sdk } = this.operations;
    const operation = sdk.operations.get(path);
    const exception = sdk.exceptions.get(path);
    if (!operation && !exception) {
      this.complain('error', ...this.missing(path), node);
      return undefined;
    }
    if (context === 'stored') {
      const message = `${path} is assigned to or deleted; what else uses it is replaced and will not see that`;
      this.complain('error', 'assigned', message, node);
      return undefined;
    }
    if (isEchoed(node)) {
      const message = `An f-string with = prints the code of the call of ${path} itself, so it cannot be replaced`;
      this.complain('error', 'echoed', message, node);
      return undefined;
    }
    if (node.text.includes('#')) {
      this.complain(
        'error',
        'comment-inside',
        `There is a comment inside of the name ${path}`,
        node,
      );
      return undefined;
    }
    return this.usable(path, node, () => {
      if (exception) return this.planException(reference, exception);
      return reference.call
        ? this.planCall(reference, reference.call, operation!)
        : { reference, kind: 'helper', helper: this.helper(operation!) };
    });
  }

  /** The helper that takes over a name whose meaning only a run can tell. */
  planBinding(item: ImportItem, at: Node): Helper | SdkException | undefined {
    const operation = this.operations.sdk.operations.get(item.path);
    const exception = this.operations.sdk.exceptions.get(item.path);
    if (exception) return this.usable(item.path, at, () => this.exception(exception) && exception);
    if (operation) return this.usable(item.path, at, () => this.helper(operation));
    return undefined;
  }

  private missing(path: string): [string, string] {
    const { sdk } = this.operations;
    if (sdk.modules.has(path)) {
      return [
        'module-as-value',
        `The module ${path} is used as a value, so what is called on it is not known`,
      ];
    }
    if (sdk.elsewhere.has(path)) {
      return ['no-rule', `The rule of ${path} has no code for Python`];
    }
    return ['no-rule', `There is no rule for ${path}`];
  }

  private usable<T>(path: string, at: Node, make: () => T | undefined): T | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      this.complain('error', 'unusable-rule', `The rule of ${path} ${error.message}`, at);
      return undefined;
    }
  }

  private exception(exception: SdkException): CodeTemplate {
    this.operations.around(exception.path, exception.variant);
    return this.operations.expression(exception.variant.code);
  }

  private planException(reference: Reference, exception: SdkException): Conversion {
    return { reference, kind: 'exception', exception, template: this.exception(exception) };
  }

  private planCall(
    reference: Reference,
    call: Node,
    operation: SdkOperation,
  ): Conversion | undefined {
    const { path, rule } = operation;
    const read = readCall(call, this.text);
    const { values, problems } = matchArguments(path, rule.parameters, rule.ordered, read.written);
    for (const { code, message, argument } of problems) {
      this.complain('error', code, message, argument?.node ?? call);
    }
    if (problems.length > 0) return undefined;
    if (call.parent?.type === 'await' && !operation.variant.async) {
      this.complain('warning', 'awaited', `${path} gives nothing to await`, call);
    }
    const { spreads } = read.written;
    if (spreads.positional || spreads.named) {
      return { reference, kind: 'helper', helper: this.helper(operation) };
    }
    const left = rule.parameters.filter(({ name }) => !values.has(name));
    const needed = left.filter(({ required }) => required);
    const given = rule.parameters.filter(parameter => !needed.includes(parameter));
    const template = this.templateWith(operation, given, needed, call);
    if (!template) return undefined;
    if (this.fitsInline(call, read, operation, template, values)) {
      return { reference, kind: 'inline', call, read, operation, template, values };
    }
    return { reference, kind: 'helper', helper: this.helper(operation, given) };
  }

  /** Older rules say which arguments can be left out by how their template asks for them. */
  private templateWith(
    operation: SdkOperation,
    given: readonly RuleParameter[],
    needed: readonly RuleParameter[],
    call: Node,
  ): CodeTemplate | undefined {
    const names = given.map(({ name }) => name);
    if (needed.length === 0) return this.operations.template(operation, names);
    try {
      return this.operations.template(operation, names);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const list = needed.map(({ name }) => name).join(', ');
      this.complain('error', 'missing-argument', `${operation.path} needs ${list}`, call);
      return undefined;
    }
  }

  private helper(operation: SdkOperation, given = operation.rule.parameters): Helper {
    const names = given.map(({ name }) => name);
    this.operations.template(operation, names);
    this.operations.around(operation.path, operation.variant);
    return { key: `${operation.path}(${names.join()})`, operation, parameters: given };
  }

  /** Before Python 3.12 no quote of the string, backslash or comment may be inside of its braces. */
  private fitsFString(
    read: ReadCall,
    { rule }: SdkOperation,
    { text, slots }: CodeTemplate,
    values: Map<string, CallArgument>,
  ): boolean {
    const defaults = rule.parameters
      .filter(({ name }) => !values.has(name) && slots.some(slot => slot.parameter === name))
      .map(parameter => pythonLiteral(parameter.default));
    return !read.layout.broken && ![text, ...defaults].some(code => /['"\\\n#{}]/.test(code));
  }

  private fitsInline(
    call: Node,
    read: ReadCall,
    operation: SdkOperation,
    template: CodeTemplate,
    values: Map<string, CallArgument>,
  ): boolean {
    this.operations.around(operation.path, operation.variant);
    const { variant } = operation;
    const above = call.parent?.type;
    if (template.kind !== 'expression' || above === 'decorator') return false;
    if (variant.returns && !(variant.returns === 'none' && above === 'expression_statement'))
      return false;
    if (/\bawait\b/.test(template.text)) return false;
    if (read.comments && !template.layout) return false;
    if (isInFString(call) && !this.fitsFString(read, operation, template, values)) return false;
    if (template.slots.some(slot => slot.quoted)) return false;
    const caller = [...values].map(([parameter, { value, effect, node }]) => ({
      ...{ parameter, effect, at: node.startIndex },
      name: effect === 'name' ? value.text : undefined,
    }));
    for (const { parameter, effect } of caller) {
      const slots = template.slots.filter(slot => slot.parameter === parameter);
      const inert = effect === 'constant' || effect === 'name';
      if (slots.length !== 1 && !inert) return false;
      if (slots.some(slot => slot.deferred) && effect !== 'constant') return false;
    }
    if ([...values.values()].some(({ node }) => /:=|\byield\b/.test(node.text))) return false;
    const inOrder = caller.sort((a, b) => a.at - b.at);
    return keepsOrder(inOrder, template.slots, this.rebindable);
  }
}

function isInFString(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'interpolation') return true;
    if (at.type.endsWith('_statement') || at.type === 'module') return false;
  }
  return false;
}

function isEchoed(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'interpolation' && at.children.some(child => child?.type === '=')) return true;
    if (at.type.endsWith('_statement') || at.type === 'module') return false;
  }
  return false;
}
