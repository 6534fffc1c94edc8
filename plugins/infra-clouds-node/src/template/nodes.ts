/** What a template is made of, each with its offset in the text. */
export type Node =
  | { type: 'text'; text: string; offset: number }
  | { type: 'action'; pipeline: Pipeline; offset: number }
  | { type: 'if' | 'with'; pipeline: Pipeline; then: Node[]; otherwise: Node[]; offset: number }
  | { type: 'range'; pipeline: Pipeline; then: Node[]; otherwise: Node[]; offset: number }
  | { type: 'template'; name: string; pipeline?: Pipeline; offset: number }
  | { type: 'break' | 'continue'; offset: number };

export interface Pipeline {
  /** Variables that get the result: declared with `:=`, or assigned with `=`. */
  variables: string[];
  assigns: boolean;
  commands: Command[];
  offset: number;
}

export interface Command {
  operands: Operand[];
  offset: number;
}

export type Operand =
  | { type: 'dot'; offset: number }
  | { type: 'nil'; offset: number }
  | { type: 'literal'; value: string | number | boolean; text: string; offset: number }
  | { type: 'field'; path: string[]; offset: number }
  | { type: 'variable'; name: string; path: string[]; offset: number }
  | { type: 'function'; name: string; offset: number }
  | { type: 'pipeline'; pipeline: Pipeline; offset: number }
  | { type: 'chain'; of: Operand; path: string[]; offset: number };

/** Templates that were defined, by name. */
export type Definitions = Map<string, Node[]>;
