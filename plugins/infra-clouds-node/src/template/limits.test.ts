import fc from 'fast-check';
import { TemplateError, TemplateLanguage, parseTemplate } from './index';

function failure(
  text: string,
  data: unknown = {},
  mode: 'compat' | 'strict' = 'compat',
): TemplateError {
  try {
    parseTemplate(text).render(data, { mode });
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('it rendered');
}

/** Where it failed, or how long the result is; any other error passes through. */
function outcomeOf(render: () => string) {
  try {
    return { length: render().length, line: 1, column: 1 };
  } catch (error) {
    if (error instanceof TemplateError) {
      return { length: 0, line: error.line, column: error.column };
    }
    throw error;
  }
}

describe('hostile templates end', () => {
  const doubling = '{{ $x := "xxxxxxxx" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}';
  it.each([
    ['a long loop', '{{ range 1000000000 }}{{ end }}'],
    ['nested loops', '{{ range 10000 }}{{ range 10000 }}{{ end }}{{ end }}'],
    ['recursion', '{{ define "r" }}{{ template "r" }}{{ end }}{{ template "r" }}'],
    [
      'mutual recursion',
      '{{ define "a" }}{{ template "b" }}{{ end }}{{ define "b" }}{{ template "a" }}{{ end }}{{ template "a" }}',
    ],
    ['output without end', '{{ range 100000 }}0123456789012345678901234567890123456789{{ end }}'],
    ['a string that doubles', doubling],
    ['repeat', '{{ repeat 1000000000 "x" }}'],
    ['until', '{{ until 1000000000 }}'],
    ['indent', '{{ indent 1000000000 "x" }}'],
    ['width', '{{ range 100 }}{{ $x := printf "%1000000d" 1 }}{{ end }}'],
    ['replace', '{{ $a := repeat 100000 "a" }}{{ replace "a" $a $a }}'],
    ['join', '{{ join (repeat 100000 "a") (until 100000) }}'],
    [
      'a list that holds itself twice',
      '{{ $l := list 1 }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ $l }}',
    ],
    [
      'the same as JSON',
      '{{ $l := list 1 }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ toJson $l }}',
    ],
    [
      'the same as HCL',
      '{{ $l := list 1 }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ tfvalue $l }}',
    ],
    [
      'a deep list',
      '{{ $l := list 1 }}{{ range 90000 }}{{ $l = list $l }}{{ end }}{{ printf "%v" $l }}',
    ],
    ['deep parentheses', `{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`],
    ['deep conditions', '{{ if true }}'.repeat(100_000)],
  ])('%s', (_, template) => {
    expect(failure(template)).toBeInstanceOf(TemplateError);
  });
});

describe('only data is reached', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'length'])('not .%s', name => {
    const data = { m: {}, l: [], s: 'x', f: () => 1, d: new Date(0) };
    expect(parseTemplate(`{{ .m.${name} }}`).render(data, { mode: 'compat' })).toBe('<no value>');
    expect(parseTemplate(`{{ index .m "${name}" }}`).render(data, { mode: 'compat' })).toBe(
      '<no value>',
    );
    expect(failure(`{{ .l.${name} }}`, data).reason).toContain(`can't evaluate field ${name}`);
    expect(failure(`{{ .s.${name} }}`, data).reason).toContain(`can't evaluate field ${name}`);
    expect(failure(`{{ .f.${name} }}`, data).reason).toContain(`can't evaluate field ${name}`);
    expect(failure(`{{ .d.${name} }}`, data).reason).toContain(`can't evaluate field ${name}`);
  });

  it('and a key of any name is only a key', () => {
    const template =
      '{{ $d := dict "__proto__" (dict "x" 1) }}{{ $d.x }} {{ keys $d }} {{ (fromJson "{\\"__proto__\\":{\\"x\\":1}}").x }}';
    expect(parseTemplate(template).render({}, { mode: 'compat' })).toBe(
      '<no value> [__proto__] <no value>',
    );
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('no function of objects is a function of templates', () => {
    expect(() => parseTemplate('{{ toLocaleString }}')).toThrow('not defined');
    expect(() => parseTemplate('{{ constructor }}')).toThrow('not defined');
  });
});

describe('any template', () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    '{{-',
    '-}}',
    ' ',
    '\n',
    'x',
    '.',
    '.A',
    '.B.C',
    '$',
    '$x',
    ':=',
    '=',
    '|',
    ',',
    '(',
    ')',
    '"s"',
    '`r`',
    "'c'",
    '1',
    '-2.5',
    '0x',
    'if ',
    'else ',
    'end',
    'range ',
    'with ',
    'define ',
    'template ',
    'block ',
    'break',
    'continue',
    'nil',
    'true',
    'print ',
    'printf ',
    '"%d %s %v %*d"',
    'index ',
    'len ',
    'slice ',
    'eq ',
    'and ',
    'default ',
    'dict ',
    'list ',
    'toJson ',
    'until ',
    'repeat ',
    'join ',
    'html ',
    '/*',
    '*/',
    '\u0000',
    'é',
  );
  const action = fc.array(piece, { maxLength: 6 }).map(parts => `{{ ${parts.join(' ')} }}`);
  const template = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map(parts => parts.join('')),
    fc.array(fc.oneof(action, piece), { maxLength: 12 }).map(parts => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  const data = fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.jsonValue());

  it('ends within the limits, with a result or an error that has a position', () => {
    fc.assert(
      fc.property(
        template,
        data,
        fc.constantFrom('compat' as const, 'strict' as const),
        fc.constantFrom<TemplateLanguage>('text', 'hcl', 'shell', 'python', 'javascript', 'go'),
        (text, values, mode, language) => {
          const limits = { maxOutput: 2000, maxSteps: 5000 };
          const outcome = outcomeOf(() =>
            parseTemplate(text).render(values, { mode, language, limits }),
          );
          expect(outcome.length).toBeLessThanOrEqual(2000);
          expect(outcome.line).toBeGreaterThanOrEqual(1);
          expect(outcome.column).toBeGreaterThanOrEqual(1);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
