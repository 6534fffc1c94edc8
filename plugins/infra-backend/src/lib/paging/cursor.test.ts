import fc from 'fast-check';
import { z } from 'zod';
import { cursorCodec, pageOf } from './cursor';

const codec = cursorCodec('things by name', z.tuple([z.string(), z.number()]));

describe('cursors', () => {
  it('give back the position that they were made of, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (name, id) => {
        const cursor = codec.encode([name, id]);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(codec.decode(cursor)).toEqual([name, id]);
      }),
    );
  });

  it('are refused when one character was changed', () => {
    const cursor = codec.encode(['checkout', 7]);
    fc.assert(
      fc.property(
        fc.nat(cursor.length - 1),
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
        (at, character) => {
          const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
          // Some characters differ only in bits that the encoding leaves out.
          fc.pre(!Buffer.from(changed, 'base64url').equals(Buffer.from(cursor, 'base64url')));
          expect(() => codec.decode(changed)).toThrow('/query/cursor must be the nextCursor');
        },
      ),
    );
  });

  it('are refused by another list, and when they are no cursor at all', () => {
    const other = cursorCodec('things by age', z.tuple([z.string(), z.number()]));
    expect(() => other.decode(codec.encode(['a', 1]))).toThrow('/query/cursor');
    fc.assert(
      fc.property(fc.string(), text => {
        expect(() => codec.decode(text)).toThrow('/query/cursor');
      }),
    );
  });

  it('are absent on the last page', () => {
    const toPage = (rows: string[]) =>
      pageOf(
        rows,
        2,
        codec,
        name => [name, 0],
        name => name,
      );
    expect(toPage(['a', 'b'])).toEqual({ items: ['a', 'b'] });
    expect(toPage(['a', 'b', 'c'])).toEqual({
      items: ['a', 'b'],
      nextCursor: codec.encode(['b', 0]),
    });
    expect(toPage([])).toEqual({ items: [] });
    expect(codec.decode(undefined)).toBeUndefined();
  });
});
