import { acmeRules, casesIn, shown } from '../__testUtils__/cases';
import { transformCode } from '../transform';

const rules = acmeRules();

describe.each([
  ['typescript.txt', 'typescript'],
  ['javascript.txt', 'javascript'],
] as const)('%s', (file, language) => {
  it.each(casesIn(file))('$name', async ({ input, output, diagnostics }) => {
    const result = await transformCode({ code: input, language }, rules);
    expect(result.code).toBe(output);
    expect(result.diagnostics.map(shown)).toEqual(diagnostics);

    const again = await transformCode({ code: result.code, language }, rules);
    expect(again.code).toBe(result.code);
  });
});
