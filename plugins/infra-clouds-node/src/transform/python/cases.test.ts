import { acmeRules, casesIn, shown } from '../__testUtils__/cases';
import { transformCode } from '../transform';

const rules = acmeRules();

describe.each(['python-imports.txt', 'python-calls.txt'])('%s', file => {
  it.each(casesIn(file))('$name', async ({ input, output, diagnostics }) => {
    const result = await transformCode({ code: input, language: 'python' }, rules);
    expect(result.code).toBe(output);
    expect(result.diagnostics.map(shown)).toEqual(diagnostics);
    expect(result.changed).toBe(input !== output);

    const again = await transformCode({ code: result.code, language: 'python' }, rules);
    expect(again.code).toBe(result.code);
  });
});
