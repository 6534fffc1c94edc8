import type { Edits } from '../edits';
import type { CallArgument } from './call';
import { pythonLiteral } from './operations';
import type { Conversion, Helper } from './plan';
import { fill } from '../text';
import type { ArgumentSlot, CodeTemplate } from './template';

/** What the free names of rule code are called in this module. */
export type NameOf = (name: string) => string;

const NEEDS_PARENTHESES = new Set(['named_expression', 'yield']);
const ATOMS = new Set([
  ...['identifier', 'call', 'attribute', 'subscript', 'string', 'parenthesized_expression', 'list'],
  ...['tuple', 'dictionary', 'set', 'true', 'false', 'none', 'list_comprehension'],
]);

function argumentText(argument: CallArgument, slot: ArgumentSlot, edits: Edits): string {
  const { value } = argument;
  const text = edits.textOf(value.startIndex, value.endIndex);
  const bare = slot.tight ? !ATOMS.has(value.type) : NEEDS_PARENTHESES.has(value.type);
  return bare ? `(${text})` : text;
}

type Inline = Extract<Conversion, { kind: 'inline' }>;

/** The expression that stands for a call. */
export function inlineText(
  conversion: Inline,
  nameOf: NameOf,
  edits: Edits,
  newline: string,
): string {
  const { template, values, operation, read } = conversion;
  const defaults = new Map(operation.rule.parameters.map(one => [one.name, one.default]));
  const slots = [
    ...template.slots.map(slot => {
      const argument = values.get(slot.parameter);
      const text = argument
        ? argumentText(argument, slot, edits)
        : pythonLiteral(defaults.get(slot.parameter));
      return { start: slot.start, end: slot.end, text };
    }),
    ...template.free.map(({ name, start, end }) => ({ start, end, text: nameOf(name) })),
  ];
  const text =
    read.layout.broken && template.layout
      ? brokenText(conversion, template, slots, newline)
      : fill(template.text, slots);
  return template.loose ? `(${text})` : text;
}

/** Lays a call out over lines as the original was, each comment with the argument that it was beside. */
function brokenText(
  { read: { layout }, values }: Inline,
  template: CodeTemplate,
  slots: readonly { start: number; end: number; text: string }[],
  newline: string,
): string {
  const { open, close, parts } = template.layout!;
  const part = (start: number, end: number) =>
    fill(
      template.text.slice(start, end),
      slots
        .filter(slot => slot.start >= start && slot.end <= end)
        .map(slot => ({ ...slot, start: slot.start - start, end: slot.end - start })),
    );
  let text = part(0, open + 1);
  let commentLast = false;
  const line = (content: string) => {
    text += `${newline}${layout.indent}${content}`;
  };
  for (const [index, { start, end }] of parts.entries()) {
    const inside = template.slots
      .filter(slot => slot.start >= start && slot.end <= end)
      .flatMap(slot => values.get(slot.parameter) ?? []);
    for (const comment of inside.flatMap(argument => argument.before)) line(comment);
    const last = index === parts.length - 1;
    const comma = !last || layout.trailingComma ? ',' : '';
    const content = part(start, end) + comma;
    const own =
      index > 0 || layout.firstOnOwnLine || inside.some(({ before }) => before.length > 0);
    if (own) line(content);
    else text += content;
    const after = inside.flatMap(argument => argument.after ?? []);
    if (after.length > 0) text += `  ${after.join('  ')}`;
    commentLast = after.length > 0;
  }
  for (const comment of layout.loose) line(comment);
  if (layout.closeOnOwnLine || commentLast || layout.loose.length > 0) {
    text += newline + layout.closeIndent;
  }
  return text + part(close, template.text.length);
}

/** An expression of a rule, without arguments, in the words of this module. */
export function freeText(template: CodeTemplate, nameOf: NameOf): string {
  const text = fill(
    template.text,
    template.free.map(({ name, start, end }) => ({ start, end, text: nameOf(name) })),
  );
  return template.loose ? `(${text})` : text;
}

function freshName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  while (taken.has(name)) name = `${name}_`;
  return name;
}

/** The function that does an operation: its parameters are the SDK's, so that callers keep their arguments as they are. */
export function helperText(
  helper: Helper,
  template: CodeTemplate,
  name: string,
  nameOf: NameOf,
  indent: string,
): string {
  const { operation, parameters } = helper;
  const { variant, rule } = operation;
  const taken = new Set([...template.locals, ...parameters.map(one => one.name)]);
  const aliases = new Map(
    parameters
      .filter(one => template.locals.has(one.name))
      .map(one => [one.name, freshName(`given_${one.name}`, taken)]),
  );
  const slots = [
    ...template.slots.map(({ parameter, start, end }) => ({
      ...{ start, end, text: aliases.get(parameter) ?? parameter },
    })),
    ...template.free.map(one => ({ start: one.start, end: one.end, text: nameOf(one.name) })),
  ];
  const body = indented(
    withResult(template, variant.returns),
    slots,
    template.insideStrings,
    indent,
  );
  const list = parameters.map(one =>
    one.default !== undefined ? `${one.name}=${pythonLiteral(one.default)}` : one.name,
  );
  if (!rule.ordered && list.length > 0) list.unshift('*');
  const head = `${variant.async ? 'async ' : ''}def ${name}(${list.join(', ')}):`;
  const before = [...aliases].map(([parameter, alias]) => `${indent}${alias} = ${parameter}`);
  const text = [head, ...before, body].join('\n');
  // Where the module is indented by tabs, so is what the rule indents by spaces.
  if (indent !== '\t' || template.insideStrings.size > 0) return text;
  return text.replace(/^\t(?: {4})+/gm, spaces => spaces.replace(/ {4}/g, '\t'));
}

type Insertion = { at: number; text: string };

/** Where `return` goes, and what comes at the end. */
function withResult(
  template: CodeTemplate,
  returns: string | undefined,
): { text: string; insert?: Insertion; tail?: string } {
  const { text, kind, result } = template;
  if (returns === 'none') return { text };
  if (returns) return { text, tail: `return ${returns}` };
  if (kind === 'expression') return { text, insert: { at: 0, text: 'return ' } };
  if (result.kind === 'last') return { text, insert: { at: result.start, text: 'return ' } };
  return result.kind === 'name' ? { text, tail: `return ${result.name}` } : { text };
}

/** Rule code with its slots filled, indented but for the lines that begin inside of a string. */
function indented(
  code: ReturnType<typeof withResult>,
  slots: readonly { start: number; end: number; text: string }[],
  insideStrings: ReadonlySet<number>,
  indent: string,
): string {
  const breaks = [...code.text.matchAll(/\n(?!\n)/g)]
    .map(match => match.index + 1)
    .filter(start => !insideStrings.has(start) && start < code.text.length)
    .map(start => ({ start, end: start, text: indent }));
  const insert = code.insert && {
    start: code.insert.at,
    end: code.insert.at,
    text: code.insert.text,
  };
  const all = [...breaks, ...(insert ? [insert] : []), ...slots];
  return indent + fill(code.text, all) + (code.tail ? `\n${indent}${code.tail}` : '');
}
