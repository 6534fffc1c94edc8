import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { differences } from './difference';

describe('differences', () => {
  it('name each place that differs', () => {
    expect(
      differences(
        { size: 1, tags: { a: 'x', b: 'y' }, list: [1] },
        { size: 2, tags: { b: 'y', 'c/d': 'z' }, list: [1, 2] },
      ),
    ).toEqual([
      { pointer: '/list', before: [1], after: [1, 2] },
      { pointer: '/size', before: 1, after: 2 },
      { pointer: '/tags/a', before: 'x' },
      { pointer: '/tags/c~1d', after: 'z' },
    ]);
  });

  it('are none between equal values, and some between others', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (a, b) => {
          const [before, after] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))];
          expect(differences(before, after).length === 0).toBe(isDeepStrictEqual(before, after));
          expect(differences(before, before)).toEqual([]);
        },
      ),
    );
  });
});
