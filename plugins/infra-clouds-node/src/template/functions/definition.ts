import { Budget } from '../budget';

export interface CallContext {
  mode: 'compat' | 'strict';
  budget: Budget;
}

/** A function of templates. Arguments are data; an error's message is shown with the position. */
export interface FunctionDefinition {
  minimum: number;
  /** As many as are given when absent. */
  maximum?: number;
  /** In strict mode only these are given a value that is missing. */
  acceptsMissing?: boolean;
  call(args: unknown[], context: CallContext): unknown;
}

export type FunctionMap = Record<string, FunctionDefinition>;

export function fixed(
  count: number,
  call: (args: unknown[], context: CallContext) => unknown,
): FunctionDefinition {
  return { minimum: count, maximum: count, call };
}

export function between(
  minimum: number,
  maximum: number | undefined,
  call: (args: unknown[], context: CallContext) => unknown,
): FunctionDefinition {
  return { minimum, maximum, call };
}

export function acceptingMissing(definition: FunctionDefinition): FunctionDefinition {
  return { ...definition, acceptsMissing: true };
}
