import type { RuleParameter } from '../rules/model';

/** Arguments of a call as they are written, of any language. */
export type WrittenArguments<A> = {
  positional: A[];
  named: { name: string; argument: A }[];
  /** Whether `*more` stands among them, and `**more`. */
  spreads: { positional: boolean; named: boolean };
};

export type Matched<A> = { values: Map<string, A>; problems: ArgumentProblem<A>[] };
export type ArgumentProblem<A> = { code: string; message: string; argument?: A };

/** Gives each parameter its argument, as the SDK's own function would, and says what it would refuse. */
export function matchArguments<A>(
  operation: string,
  parameters: readonly RuleParameter[],
  ordered: boolean,
  written: WrittenArguments<A>,
): Matched<A> {
  const values = new Map<string, A>();
  const problems: ArgumentProblem<A>[] = [];
  const places = ordered ? parameters : [];
  for (const [index, argument] of written.positional.entries()) {
    if (index < places.length) values.set(places[index].name, argument);
    else {
      const message = ordered
        ? `${operation} takes ${places.length} arguments by position, not ${written.positional.length}`
        : `The rule of ${operation} does not say in which order its arguments come; name them`;
      problems.push({ code: 'too-many-arguments', message, argument });
      break;
    }
  }
  for (const { name, argument } of written.named) {
    if (!parameters.some(parameter => parameter.name === name)) {
      const known = parameters.map(parameter => parameter.name).join(', ') || 'none';
      const message = `${operation} has no argument ${name}; it has ${known}`;
      problems.push({ code: 'unknown-keyword', message, argument });
    } else if (values.has(name)) {
      const message = `${operation} gets the argument ${name} twice`;
      problems.push({ code: 'duplicate-argument', message, argument });
    } else values.set(name, argument);
  }
  return { values, problems };
}
