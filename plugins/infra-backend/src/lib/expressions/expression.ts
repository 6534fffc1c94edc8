import { Environment } from '@marcbachmann/cel-js';

const LIMITS = { maxAstNodes: 1000, maxDepth: 50, maxListElements: 200, maxMapEntries: 200 };

/** A longer expression would hide what is wrong with it. */
const MOST_SHOWN = 120;

/** A CEL expression that is ready to be evaluated. Whole numbers come back as numbers. */
export interface Expression {
  readonly text: string;
  /** @throws Error that says what went wrong with these values */
  evaluate(values: Record<string, unknown>): unknown;
}

/** CEL tells whole numbers from others; JSON does not. So what is whole counts as whole, that `variables.size * 2` works. */
function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
}

function fromCel(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(fromCel);
  if (value instanceof Map) return fromCel(Object.fromEntries(value));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromCel(item)]));
}

const firstLine = (error: unknown) => String((error as Error).message ?? error).split('\n')[0];

/**
 * Compiles a CEL expression over the named variables, whose types are known when it is evaluated.
 *
 * @param constants - what it may name besides, as it is: no number of it is whole
 * @throws Error that says what is wrong with the expression, also where it names anything else
 */
export function compileExpression(
  text: string,
  variables: readonly string[],
  constants: Readonly<Record<string, unknown>> = {},
): Expression {
  const environment = new Environment({ limits: LIMITS, enableOptionalTypes: true });
  const names = [...variables, ...Object.keys(constants)];
  for (const name of names) environment.registerVariable(name, 'dyn');
  let run: (context: Record<string, unknown>) => unknown;
  try {
    const parsed = environment.parse(text);
    const { valid, error } = parsed.check();
    if (!valid) throw error;
    run = parsed;
  } catch (error) {
    throw new Error(`is not a CEL expression over ${names.join(', ')}: ${firstLine(error)}`);
  }
  return {
    text,
    evaluate(values) {
      const given = Object.fromEntries(variables.map(name => [name, toCel(values[name] ?? null)]));
      try {
        return fromCel(run({ ...given, ...constants }));
      } catch (error) {
        const shown = text.length > MOST_SHOWN ? 'The expression' : `The expression ${text}`;
        throw new Error(`${shown} fails: ${firstLine(error)}`);
      }
    },
  };
}
