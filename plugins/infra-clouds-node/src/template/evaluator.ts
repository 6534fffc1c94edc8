import { Budget } from './budget';
import { TemplateError, TemplateFault, fault } from './errors';
import { CallContext, FunctionDefinition } from './functions/definition';
import { Landing } from './landing';
import { Command, Definitions, Node, Operand, Pipeline } from './nodes';
import { goPrint } from './print';
import { Source } from './source';
import { getOwn, isMap, isTrue, kindOf, sortedKeys } from './values';

type Signal = 'break' | 'continue' | undefined;

interface Variable {
  name: string;
  value: unknown;
}

export class Evaluation {
  private readonly parts: string[] = [];
  private variables: Variable[] = [];
  private depth = 0;
  private readonly context: CallContext;

  constructor(
    private readonly source: Source,
    private readonly definitions: Definitions,
    private readonly functions: Map<string, FunctionDefinition>,
    private readonly budget: Budget,
    /** Of strict mode: how values are written. */
    private readonly landing?: Landing,
  ) {
    this.context = { mode: landing ? 'strict' : 'compat', budget };
  }

  run(root: Node[], data: unknown): string {
    this.variables = [{ name: '', value: data }];
    this.walk(root, data);
    return this.parts.join('');
  }

  /** Runs, and gives what goes wrong the position of the part of the template it came from. */
  private at<T>(offset: number, work: () => T, prefix = ''): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      if (error instanceof TemplateFault) {
        throw this.source.error(error.kind, prefix + error.message, offset);
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw this.source.error('execution', prefix + reason, offset);
    }
  }

  private write(text: string, offset: number) {
    this.at(offset, () => {
      this.budget.write(text.length);
      this.landing?.feed(text);
    });
    this.parts.push(text);
  }

  private walk(nodes: Node[], dot: unknown): Signal {
    const scope = this.variables.length;
    for (const node of nodes) {
      this.at(node.offset, () => this.budget.step());
      const signal = this.node(node, dot);
      if (signal) {
        this.variables.length = scope;
        return signal;
      }
    }
    this.variables.length = scope;
    return undefined;
  }

  private node(node: Node, dot: unknown): Signal {
    switch (node.type) {
      case 'text':
        this.write(node.text, node.offset);
        return undefined;
      case 'action': {
        const value = this.pipeline(node.pipeline, dot);
        if (node.pipeline.variables.length === 0) this.print(value, node.pipeline);
        return undefined;
      }
      case 'if':
      case 'with':
        return this.branch(node, dot);
      case 'range':
        return this.range(node, dot);
      case 'template':
        this.template(node, dot);
        return undefined;
      default:
        return node.type;
    }
  }

  private print(value: unknown, pipeline: Pipeline) {
    const { offset } = pipeline;
    const text = this.at(offset, () => {
      if (!this.landing) {
        return value === undefined || value === null ? '<no value>' : goPrint(value, this.budget);
      }
      if (value === undefined || value === null)
        throw missing(describePipeline(this.source, pipeline));
      return this.landing.place(value, this.budget);
    });
    this.write(text, offset);
  }

  private branch(node: Node & { type: 'if' | 'with' }, dot: unknown): Signal {
    const scope = this.variables.length;
    const value = this.pipeline(node.pipeline, dot);
    const signal = isTrue(value)
      ? this.walk(node.then, node.type === 'with' ? value : dot)
      : this.walk(node.otherwise, dot);
    this.variables.length = scope;
    return signal;
  }

  private range(node: Node & { type: 'range' }, dot: unknown): Signal {
    const scope = this.variables.length;
    const { pipeline } = node;
    const value = this.pipeline(pipeline, dot);
    // What the range declares gets a value anew each time.
    if (!pipeline.assigns) this.variables.length = scope;
    return this.at(pipeline.offset, () => {
      let isEmpty = true;
      for (const [key, element] of this.elements(value, pipeline)) {
        isEmpty = false;
        this.budget.step();
        this.bindElement(pipeline, key, element);
        const signal = this.walk(node.then, element);
        this.variables.length = scope;
        if (signal === 'break') return undefined;
      }
      return isEmpty ? this.walk(node.otherwise, dot) : undefined;
    });
  }

  private *elements(value: unknown, pipeline: Pipeline): Generator<[unknown, unknown]> {
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) yield [index, value[index]];
    } else if (typeof value === 'number' && Number.isInteger(value)) {
      for (let index = 0; index < value; index += 1) yield [index, index];
    } else if (isMap(value)) {
      const keys = sortedKeys(value);
      this.budget.step(keys.length);
      for (const key of keys) yield [key, value[key]];
    } else if (value === undefined || value === null) {
      if (this.landing) throw missing(describePipeline(this.source, pipeline));
    } else throw fault(`range can't iterate over a ${kindOf(value)}`);
  }

  private bindElement(pipeline: Pipeline, key: unknown, element: unknown) {
    const { variables, assigns } = pipeline;
    const values = variables.length === 2 ? [key, element] : [element];
    variables.forEach((name, index) => {
      if (assigns) this.assign(name, values[index]);
      else this.variables.push({ name, value: values[index] });
    });
  }

  private template(node: Node & { type: 'template' }, dot: unknown) {
    const body = this.definitions.get(node.name);
    const fail = (kind: 'execution' | 'limit', reason: string) =>
      this.source.error(kind, reason, node.offset);
    if (!body) throw fail('execution', `template ${JSON.stringify(node.name)} not defined`);
    if (this.depth >= this.budget.limits.maxDepth) {
      throw fail(
        'limit',
        `templates call each other deeper than ${this.budget.limits.maxDepth} levels`,
      );
    }
    const data = node.pipeline ? this.pipeline(node.pipeline, dot) : undefined;
    const outer = this.variables;
    this.variables = [{ name: '', value: data }];
    this.depth += 1;
    this.walk(body, data);
    this.depth -= 1;
    this.variables = outer;
  }

  private assign(name: string, value: unknown) {
    const variable = this.variables.findLast(candidate => candidate.name === name);
    if (variable) variable.value = value;
  }

  private pipeline(pipeline: Pipeline, dot: unknown): unknown {
    let value: unknown;
    pipeline.commands.forEach((command, stage) => {
      value = this.command(command, dot, stage > 0, value);
    });
    for (const name of pipeline.variables) {
      if (pipeline.assigns) this.assign(name, value);
      else this.variables.push({ name, value });
    }
    return value;
  }

  private command(command: Command, dot: unknown, hasFinal: boolean, final: unknown): unknown {
    const [first, ...rest] = command.operands;
    if (first.type === 'function') return this.call(first, rest, dot, hasFinal, final);
    if (rest.length > 0 || hasFinal) {
      throw this.source.error('execution', cannotBeCalled(first), first.offset);
    }
    if (first.type === 'nil') {
      throw this.source.error('execution', 'nil is not a command', first.offset);
    }
    return this.operand(first, dot);
  }

  private operand(operand: Operand, dot: unknown): unknown {
    this.at(operand.offset, () => this.budget.step());
    switch (operand.type) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'literal':
        return operand.value;
      case 'field':
        return this.fields(dot, operand.path, operand);
      case 'variable': {
        const variable = this.variables.findLast(({ name }) => name === operand.name);
        return this.fields(variable?.value, operand.path, operand);
      }
      case 'function':
        return this.call(operand, [], dot, false, undefined);
      case 'pipeline':
        return this.pipeline(operand.pipeline, dot);
      default:
        return this.fields(this.operand(operand.of, dot), operand.path, operand);
    }
  }

  private fields(start: unknown, path: string[], operand: Operand): unknown {
    return this.at(operand.offset, () => {
      let value = start;
      for (const name of path) {
        if (value === undefined && !this.landing) return undefined;
        if (value === undefined || value === null) {
          if (this.landing) throw missing(`what .${name} is asked of`);
          throw fault(`nil pointer evaluating interface {}.${name}`);
        }
        if (!isMap(value)) throw fault(`can't evaluate field ${name} in type ${kindOf(value)}`);
        value = getOwn(value, name);
      }
      return value;
    });
  }

  private call(
    operand: Operand & { type: 'function' },
    rest: Operand[],
    dot: unknown,
    hasFinal: boolean,
    final: unknown,
  ): unknown {
    const { name, offset } = operand;
    this.at(offset, () => this.budget.step());
    if (name === 'and' || name === 'or') return this.logic(operand, rest, dot, hasFinal, final);
    const definition = this.functions.get(name)!;
    const args = rest.map(argument => this.operand(argument, dot));
    if (hasFinal) args.push(final);
    return this.at(
      offset,
      () => {
        checkCount(definition, args.length);
        if (this.landing && !definition.acceptsMissing) {
          const absent = args.findIndex(argument => argument === undefined || argument === null);
          if (absent !== -1) throw missing(argumentText(this.source, rest[absent]));
        }
        args.forEach(argument => this.budget.work(sizeOf(argument)));
        return definition.call(args, this.context);
      },
      `error calling ${name}: `,
    );
  }

  /** `and` and `or` stop at the argument that decides. */
  private logic(
    operand: Operand & { type: 'function' },
    rest: Operand[],
    dot: unknown,
    hasFinal: boolean,
    final: unknown,
  ): unknown {
    if (rest.length === 0 && !hasFinal) {
      throw this.source.error(
        'execution',
        `wrong number of args for ${operand.name}: want at least 1 got 0`,
        operand.offset,
      );
    }
    let value: unknown;
    for (const argument of rest) {
      value = this.operand(argument, dot);
      if (isTrue(value) === (operand.name === 'or')) return value;
    }
    return hasFinal ? final : value;
  }
}

function missing(what: string): TemplateFault {
  return new TemplateFault('missing', `${what} has no value`);
}

function describePipeline(source: Source, pipeline: Pipeline): string {
  const start = pipeline.offset;
  return excerpt(source.text.slice(start, source.text.indexOf('}}', start)));
}

function argumentText(source: Source, operand?: Operand): string {
  if (!operand) return 'what comes before it';
  if (operand.type === 'field') return `.${operand.path.join('.')}`;
  if (operand.type === 'variable') return `$${[operand.name, ...operand.path].join('.')}`;
  const { line, column } = source.position(operand.offset);
  return `the argument at ${line}:${column}`;
}

function excerpt(text: string): string {
  const shown = text.replace(/\s*-?$/, '').trim();
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}

function cannotBeCalled(operand: Operand): string {
  switch (operand.type) {
    case 'field':
      return `${operand.path.at(-1)} has arguments but cannot be invoked as function`;
    case 'nil':
      return 'nil is not a command';
    case 'literal':
      return `can't give argument to non-function ${operand.text}`;
    default:
      return `can't give argument to non-function ${operand.type}`;
  }
}

function checkCount({ minimum, maximum }: FunctionDefinition, count: number) {
  const fits = count >= minimum && (maximum === undefined || count <= maximum);
  if (fits) return;
  const wanted = maximum === undefined ? `at least ${minimum}` : `${minimum}`;
  throw fault(
    `wrong number of args: want ${maximum !== undefined && maximum !== minimum ? `${minimum} to ${maximum}` : wanted} got ${count}`,
  );
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : 0;
}
