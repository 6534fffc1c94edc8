import type { Node } from 'web-tree-sitter';
import { namedChildren } from '../../syntax/tree';
import type { WrittenArguments } from '../arguments';
import type { Effect } from '../types';
import { effectOf } from './effects';

export type CallArgument = {
  /** The whole, with its keyword. */
  node: Node;
  value: Node;
  effect: Effect;
  /** Comments on lines of their own before it, and one behind it on its line. */
  before: string[];
  after?: string;
};

export type CallLayout = {
  /** Over several lines; comments always make it so. */
  broken: boolean;
  /** Whether the first argument and the closing bracket have lines of their own. */
  firstOnOwnLine: boolean;
  closeOnOwnLine: boolean;
  trailingComma: boolean;
  indent: string;
  closeIndent: string;
  /** Comments that belong to no argument. */
  loose: string[];
};

export type ReadCall = {
  written: WrittenArguments<CallArgument>;
  layout: CallLayout;
  comments: boolean;
};

const indentBefore = (text: string, offset: number) =>
  /[^\S\r\n]*$/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))![0];

/** Reads the arguments of a call, with the comments that belong to each. */
export function readCall(call: Node, text: string): ReadCall {
  const list = call.childForFieldName('arguments')!;
  const written: ReadCall['written'] = {
    ...{ positional: [], named: [], spreads: { positional: false, named: false } },
  };
  const loose: string[] = [];
  const all: CallArgument[] = [];
  let waiting: string[] = [];
  let comments = false;
  const children = list.type === 'argument_list' ? namedChildren(list) : [list];
  for (const node of children) {
    if (node.type === 'comment') {
      comments = true;
      const last = all.at(-1);
      const sameLine = last && !text.slice(last.node.endIndex, node.startIndex).includes('\n');
      if (sameLine) last.after = node.text.trimEnd();
      else waiting.push(node.text.trimEnd());
      continue;
    }
    if (node.type === 'line_continuation') continue;
    const value = node.type === 'keyword_argument' ? node.childForFieldName('value')! : node;
    const argument: CallArgument = { node, value, effect: effectOf(value), before: waiting };
    waiting = [];
    all.push(argument);
    if (node.type === 'list_splat') written.spreads.positional = true;
    else if (node.type === 'dictionary_splat') written.spreads.named = true;
    else if (node.type === 'keyword_argument') {
      const name = node.childForFieldName('name')!.text.normalize('NFKC');
      written.named.push({ name, argument });
    } else written.positional.push(argument);
  }
  loose.push(...waiting);
  const close = list.endIndex - 1;
  const gaps = all.map(({ node }, index) =>
    text.slice(index === 0 ? list.startIndex + 1 : all[index - 1].node.endIndex, node.startIndex),
  );
  const lastGap = all.length > 0 ? text.slice(all.at(-1)!.node.endIndex, close) : '';
  const onOwnLine = all.find((_, index) => gaps[index].includes('\n'));
  return {
    ...{ written, comments },
    layout: {
      broken: comments || onOwnLine !== undefined || (all.length > 0 && lastGap.includes('\n')),
      firstOnOwnLine: gaps[0]?.includes('\n') ?? false,
      closeOnOwnLine: lastGap.includes('\n'),
      trailingComma: /^\s*(#.*\s*)*,/.test(lastGap),
      indent: onOwnLine ? indentBefore(text, onOwnLine.node.startIndex) : '',
      closeIndent: indentBefore(text, close),
      loose,
    },
  };
}
