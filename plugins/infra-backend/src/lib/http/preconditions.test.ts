import { etagMatches, etagOf, requireMatch } from './preconditions';

describe('If-Match', () => {
  it.each([
    ['"7"', true],
    ['"6", "7"', true],
    ['*', true],
    ['"6"', false],
    ['7', false],
    ['W/"7"', false],
    ['"77"', false],
    ['', false],
  ])('%s fits revision 7: %s', (header, fits) => {
    expect(etagMatches(header, 7)).toBe(fits);
    expect(etagMatches(header, '7')).toBe(fits);
  });

  it('is checked where it was sent', () => {
    expect(() => requireMatch(undefined, 7, 'Checkout')).not.toThrow();
    expect(() => requireMatch(etagOf(7), 7, 'Checkout')).not.toThrow();
    expect(() => requireMatch('"6"', 7, 'Checkout')).toThrow(
      'Checkout has changed since you read it: read it again',
    );
  });
});
