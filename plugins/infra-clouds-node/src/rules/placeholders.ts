const FIELD = /\.([A-Za-z_]\w*)/g;
const ACTION = /\{\{-?([\s\S]*?)-?\}\}/g;
const TOKEN = /zqx_(\w+?)_xqz/g;

/** The parameters that a template asks for, in the order in which it first does. */
export function parametersIn(template: string): string[] {
  const names = [...template.matchAll(ACTION)].flatMap(([, action]) =>
    [...action.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '').matchAll(FIELD)].map(match => match[1]),
  );
  return [...new Set(names)];
}

/** What stands in a rendered template where an argument goes: a name that every language can parse and that nobody has. */
export const tokenOf = (parameter: string) => `zqx_${parameter}_xqz`;

export type Placeholder = { parameter: string; start: number; end: number };

export function placeholdersIn(text: string): Placeholder[] {
  return [...text.matchAll(TOKEN)].map(match => ({
    ...{ parameter: match[1], start: match.index, end: match.index + match[0].length },
  }));
}
