import { inBatches } from './sources';

describe('inBatches', () => {
  const sizes = (files: Record<string, string>) =>
    [...inBatches(files)].map(batch => Object.keys(batch).length);

  it('keeps each request small, whether files are many or large', () => {
    expect(sizes({})).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 2_500 }, (_, i) => [`${i}.py`, '']));
    expect(sizes(many)).toEqual([1_000, 1_000, 500]);
    const large = 'x'.repeat(900_000);
    expect(sizes({ a: large, b: large, c: large, d: '' })).toEqual([2, 2]);
  });

  it('keeps a package of Go together', () => {
    const large = 'x'.repeat(900_000);
    const files = { 'a/x.go': large, 'b/x.go': large, 'a/y.go': large, 'b.go': '' };
    expect([...inBatches(files)].map(batch => Object.keys(batch))).toEqual([
      ['a/x.go', 'a/y.go'],
      ['b/x.go', 'b.go'],
    ]);
  });
});
