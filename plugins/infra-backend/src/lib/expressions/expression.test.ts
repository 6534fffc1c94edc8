import { compileExpression } from './expression';

const evaluate = (text: string, values: Record<string, unknown>) =>
  compileExpression(text, Object.keys(values)).evaluate(values);

describe('expressions', () => {
  it('take whole numbers as whole and give them back as numbers', () => {
    expect(evaluate('variables.size * 2 + 1', { variables: { size: 3 } })).toBe(7);
    expect(evaluate('variables.share * 2.0', { variables: { share: 0.25 } })).toBe(0.5);
    expect(evaluate('cost.cpu <= 4', { cost: { cpu: 4 } })).toBe(true);
  });

  it('see lists, maps and texts', () => {
    expect(evaluate('tags.exists(tag, tag == "public")', { tags: ['a', 'public'] })).toBe(true);
    expect(evaluate('unit + "-" + name', { unit: 'checkout', name: 'shop' })).toBe('checkout-shop');
    expect(evaluate('{"a": [1, 2]}', {})).toEqual({ a: [1, 2] });
  });

  it('see constants as they are, of which no number is whole', () => {
    const prices = { hour: 2, size: { small: 0.5 } };
    const expression = compileExpression(
      'double(variables.hours) * prices.hour * prices.size[variables.size]',
      ['variables'],
      { prices },
    );
    const cost = (size: string) => expression.evaluate({ variables: { hours: 3, size } });
    expect(cost('small')).toBe(3);
    expect(() => cost('constructor')).toThrow('No such key: constructor');
    expect(() => compileExpression('prices.hour', ['variables'])).toThrow(/over variables: /);
  });

  it.each(['1 +', 'secret == 1', 'process.exit(1)', ''])('refuses %j', text => {
    expect(() => compileExpression(text, ['variables'])).toThrow(
      /is not a CEL expression over variables/,
    );
  });

  it('says which expression failed with the values', () => {
    expect(() => evaluate('variables.size > 1', { variables: {} })).toThrow(
      /The expression variables.size > 1 fails/,
    );
  });
});
