import fc from 'fast-check';
import { ListReader } from './ListReader';

function readAll(texts: readonly string[]): unknown {
  const list = new ListReader();
  const values = texts.flatMap(text => list.read(text));
  const rest = list.end();
  return Array.isArray(rest) ? [...values, ...rest] : rest;
}

/** What becomes of a text: its value, or that it is not JSON. */
function outcome(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return 'not JSON';
  }
}

/** A text in pieces, cut anywhere. */
const inPieces = (text: string) =>
  fc.array(fc.nat(text.length), { maxLength: 6 }).map(cuts => {
    const places = [0, ...cuts.sort((a, b) => a - b), text.length];
    return places.slice(1).map((end, index) => text.slice(places[index], end));
  });

const written = fc.json().chain(text => inPieces(`[${text},{"a":[1,"b],\\"[",{}]},${text}]`));

/** What is nearly a list, and sometimes is one. */
const nearly = fc
  .array(fc.constantFrom(...'[]{},:"\\ 1a', '[1]', '{"a":1}', '"x,y"', ',1,2'), { maxLength: 14 })
  .chain(tokens => inPieces(`[${tokens.join('')}]`));

describe('ListReader', () => {
  it('reads what a parser of the whole text reads, wherever the text is cut', () => {
    fc.assert(
      fc.property(written, texts => {
        expect(readAll(texts)).toEqual(JSON.parse(texts.join('')));
      }),
    );
  });

  it('refuses what a parser of the whole text refuses', () => {
    const seen = new Set<unknown>();
    fc.assert(
      fc.property(nearly, texts => {
        const whole = outcome(() => JSON.parse(texts.join('')));
        expect(outcome(() => readAll(texts))).toEqual(whole);
        seen.add(whole === 'not JSON');
      }),
      { numRuns: 3_000 },
    );
    expect(seen.size).toBe(2);
  });

  it('gives values before the text has ended, and none twice', () => {
    const list = new ListReader();
    expect(list.read(' [{"a":1},{"b":')).toEqual([{ a: 1 }]);
    expect(list.read('2}')).toEqual([]);
    expect(list.read(',3,')).toEqual([{ b: 2 }, 3]);
    expect(list.read('4]')).toEqual([]);
    expect(list.end()).toEqual([4]);
  });

  it.each([
    ['[1,]', 'not JSON'],
    ['[,1]', 'not JSON'],
    ['[1],[2]', 'not JSON'],
    ['', 'not JSON'],
    [' [ ] ', { value: [] }],
    ['{"a":1,"b":2}', { value: { a: 1, b: 2 } }],
    ['"a,b"', { value: 'a,b' }],
  ])('makes of %s what it is', (text, expected) => {
    expect(outcome(() => readAll([text]))).toEqual(expected);
    expect(outcome(() => readAll([...text]))).toEqual(expected);
  });
});
