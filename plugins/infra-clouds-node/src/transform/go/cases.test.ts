import { acmeRules, casesIn, shown } from '../__testUtils__/cases';
import { transformCode } from '../transform';

const rules = acmeRules();

describe('go.txt', () => {
  it.each(casesIn('go.txt'))('$name', async ({ input, output, diagnostics }) => {
    const result = await transformCode({ code: input, language: 'go' }, rules);
    expect(result.code).toBe(output);
    expect(result.diagnostics.map(shown)).toEqual(diagnostics);

    const again = await transformCode({ code: result.code, language: 'go' }, rules);
    expect(again.code).toBe(result.code);
  });
});
