import { collectionFunctions } from './collections';
import { FunctionDefinition, FunctionMap } from './definition';
import { encodingFunctions } from './encoding';
import { goFunctions } from './go';
import { literalFunctions } from './literals';
import { numberFunctions } from './numbers';
import { stringFunctions } from './strings';

/** Every function that a template may call, besides `and` and `or`. */
export const builtInFunctions: FunctionMap = {
  ...goFunctions,
  ...stringFunctions,
  ...collectionFunctions,
  ...numberFunctions,
  ...encodingFunctions,
  ...literalFunctions,
};

/** A function of the caller's: any number of arguments, and its errors get the position. */
export type TemplateFunction = (...args: unknown[]) => unknown;

export function functionTable(
  own: Record<string, TemplateFunction> = {},
): Map<string, FunctionDefinition> {
  const table = new Map(Object.entries(builtInFunctions));
  for (const [name, call] of Object.entries(own)) {
    table.set(name, { minimum: 0, acceptsMissing: true, call: args => call(...args) });
  }
  return table;
}
