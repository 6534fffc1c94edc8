import fc from 'fast-check';
import { CONTINUED, LineAssembler, LONGEST_LINE, splitLine, storable } from './lines';
import { Redactor } from './Redactor';

describe('splitLine', () => {
  it('keeps every character, and splits none in two', () => {
    const line = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(line, fc.integer({ min: 5, max: 40 }), (text, longest) => {
        const parts = splitLine(text, longest);
        expect(parts.every(part => part.length <= longest)).toBe(true);
        const whole = parts
          .map((part, index) =>
            index < parts.length - 1 ? part.slice(0, -CONTINUED.length) : part,
          )
          .join('');
        expect(whole).toBe(text);
        for (const part of parts) expect(part).not.toMatch(/[\uD800-\uDBFF]( ⏎)?$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves a line of the greatest length whole', () => {
    expect(splitLine('x'.repeat(LONGEST_LINE))).toHaveLength(1);
    expect(splitLine('x'.repeat(LONGEST_LINE + 1))).toHaveLength(2);
  });
});

describe('storable', () => {
  it('replaces what PostgreSQL does not store', () => {
    expect(storable('a\0b\uD800c😀')).toBe('a\uFFFDb\uFFFDc😀');
  });
});

describe('LineAssembler', () => {
  const whole = (pieces: string[], redactor = new Redactor()) => {
    const assembler = new LineAssembler(redactor);
    return [...pieces.flatMap(piece => assembler.push(piece)), ...assembler.end()];
  };

  it('makes the same lines of a text, wherever it is cut into pieces', () => {
    const text = fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', '😀', ' '), { maxLength: 40 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 8 }), (parts, cuts) => {
        const all = parts.join('');
        const places = [0, ...cuts.map(cut => Math.min(cut, all.length)), all.length].sort(
          (a, b) => a - b,
        );
        const pieces = places.slice(1).map((end, index) => all.slice(places[index], end));
        expect(whole(pieces)).toEqual(whole([all]));
      }),
      { numRuns: 1000 },
    );
  });

  it('ends a line at the carriage return of a progress bar', () => {
    expect(whole(['10 %\r', '50 %\r', '100 %\n'])).toEqual(['10 %', '50 %', '100 %']);
  });

  it('cuts a line that does not end, without letting a secret through', () => {
    const redactor = new Redactor();
    redactor.add('s3cr3t-of-some-length');
    const text = 'xxxx s3cr3t-of-some-length yyyy '.repeat(40_000);
    const pieces = text.match(/.{1,997}/gs) ?? [];
    const lines = whole(pieces, redactor);
    expect(lines.length).toBeGreaterThan(3);
    const stored = lines
      .map(line => redactor.clean(line))
      .join('')
      .replaceAll(CONTINUED, '');
    expect(stored).toBe('xxxx *** yyyy '.repeat(40_000));
  });
});
