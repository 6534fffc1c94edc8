import { columnsOf } from '../text';
import { HclToken, hclTokens } from './tokens';

interface Cell {
  token: HclToken;
  spaces: number;
}

/** A line in the parts that are aligned with those of its neighbours. */
interface Line {
  lead: Cell[];
  assign: Cell[];
  comment: Cell[];
}

/** The text as `terraform fmt` leaves it; strings and heredocs stay as they are. @throws HclSyntaxError */
export function formatHcl(text: string): string {
  const lines = linesOf(hclTokens(text));
  lines.forEach(space);
  indent(lines);
  lines.forEach(split);
  align(lines, line => line.lead, 'assign');
  align(lines, line => [...line.lead, ...line.assign], 'comment');
  const written = lines.map(line =>
    [...line.lead, ...line.assign, ...line.comment]
      .map(({ token, spaces }) => ' '.repeat(spaces) + token.text)
      .join(''),
  );
  return `${written.join('\n').replace(/\n+$/, '')}\n`;
}

function linesOf(tokens: HclToken[]): Line[] {
  const lines: Line[] = [];
  let lead: Cell[] = [];
  for (const token of tokens) {
    if (token.type === 'newline') {
      lines.push({ lead, assign: [], comment: [] });
      lead = [];
    } else lead.push({ token, spaces: 0 });
  }
  lines.push({ lead, assign: [], comment: [] });
  return lines;
}

function bracketChange({ type, text }: HclToken): number {
  if (type !== 'symbol') return 0;
  if (text === '{' || text === '[' || text === '(') return 1;
  return text === '}' || text === ']' || text === ')' ? -1 : 0;
}

function net(cells: Cell[]): number {
  return cells.reduce((sum, { token }) => sum + bracketChange(token), 0);
}

/** A line that opens more than it closes indents what follows by one level, however much it opens. */
function indent(lines: Line[]) {
  const levels: number[] = [];
  for (const { lead } of lines) {
    if (lead.length === 0) continue;
    const change = net(lead);
    if (change < 0) {
      let closed = -change;
      while (closed > 0 && levels.length > 0) {
        const last = levels[levels.length - 1];
        if (closed >= last) levels.pop();
        else levels[levels.length - 1] -= closed;
        closed -= Math.min(last, closed);
      }
    }
    lead[0].spaces = 2 * levels.length;
    if (change > 0) levels.push(change);
  }
}

/** Moves the value of an attribute, when the line has all of it, and the comment into their cells. */
function split(line: Line) {
  const last = line.lead.at(-1);
  if (line.lead.length > 1 && last?.token.type === 'comment') line.comment = [line.lead.pop()!];
  const sign = line.lead.findIndex(({ token }, index) => index > 0 && token.text === '=');
  if (sign === -1 || net(line.lead.slice(sign)) !== 0) return;
  line.assign = line.lead.splice(sign);
}

function align(lines: Line[], before: (line: Line) => Cell[], cell: 'assign' | 'comment') {
  let chain: Line[] = [];
  const close = () => {
    const widths = chain.map(line => width(before(line)));
    const widest = Math.max(0, ...widths);
    chain.forEach((line, index) => {
      line[cell][0].spaces = widest - widths[index] + 1;
    });
    chain = [];
  };
  for (const line of lines) {
    if (line[cell].length > 0) chain.push(line);
    else close();
  }
  close();
}

function width(cells: Cell[]): number {
  return cells.reduce((sum, { token, spaces }) => sum + spaces + columnsOf(token.text), 0);
}

function space({ lead }: Line) {
  lead.forEach((cell, index) => {
    if (index === 0) return;
    const [subject, before] = [lead[index - 1].token, lead[index - 2]?.token];
    cell.spaces = isSpaced(subject, before, cell.token) ? 1 : 0;
  });
}

const negates = new Set([
  ...['(', '{', '[', '=', ':', ',', '?', '+', '*', '/', '%', '-'],
  ...['==', '!=', '>', '>=', '<', '<=', '&&', '||', '!'],
]);

function isSpaced(subject: HclToken, before: HclToken | undefined, after: HclToken): boolean {
  const [left, right] = [symbolOf(subject), symbolOf(after)];
  if (subject.type === 'name' && right === '(') return false;
  if (left === '.' || right === '.') return false;
  if (right === ',' || right === '...') return false;
  if (left === ',') return true;
  if (subject.type === 'name' && subject.text === 'in' && before?.type === 'name') return true;
  const endsOperand =
    subject.type === 'name' || subject.type === 'number' || bracketChange(subject) < 0;
  if (right === '[' && endsOperand) return false;
  if (left === '!') return false;
  if (left === '-') return before !== undefined && !negates.has(symbolOf(before));
  if (left === '{' || right === '}') return !(left === '{' && right === '}');
  return bracketChange(subject) <= 0 && bracketChange(after) >= 0;
}

function symbolOf(token: HclToken): string {
  return token.type === 'symbol' ? token.text : '';
}
