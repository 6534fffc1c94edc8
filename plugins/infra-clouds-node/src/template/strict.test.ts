import { execFileSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { readBack, titled, withoutTerraform } from '../__testUtils__/terraform';
import { Raw, TemplateError, TemplateLanguage, parseTemplate } from './index';

function strict(text: string, data: unknown, language: TemplateLanguage = 'text'): string {
  return parseTemplate(text, { name: 't' }).render(data, { mode: 'strict', language });
}

function failure(text: string, data: unknown, language: TemplateLanguage = 'text'): string {
  try {
    strict(text, data, language);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
  throw new Error('it rendered');
}

describe('a missing value', () => {
  it.each([
    ['{{ .X }}', 't:1:4: .X has no value'],
    ['a\n {{ .Y.X }}', 't:2:5: .Y.X has no value'],
    ['{{ .X.Y }}', 't:1:4: what .Y is asked of has no value'],
    ['{{ .X | upper }}', 't:1:9: error calling upper: what comes before it has no value'],
    ['{{ printf "%s" .X }}', 't:1:4: error calling printf: .X has no value'],
    ['{{ range .X }}{{ end }}', 't:1:10: .X has no value'],
    ['{{ $v := .X }}{{ $v }}', 't:1:18: $v has no value'],
  ])('in %j is an error with its position', (text, message) => {
    expect(failure(text, { Y: {} })).toBe(message);
  });

  it('may be asked about', () => {
    expect(strict('{{ if .X }}1{{ else }}2{{ end }}{{ .X | default "d" }}', {})).toBe('2d');
    expect(strict('{{ with .X }}1{{ end }}{{ coalesce .X .Y "z" }}{{ eq .X nil }}', {})).toBe(
      'ztrue',
    );
    expect(failure('{{ required "name the region" .X }}', {})).toContain('name the region');
  });
});

describe('HCL', () => {
  it.each<[template: string, x: unknown, result: string]>([
    ['a = {{ .x }}', 'v', 'a = "v"'],
    ['a = {{ .x }}', 'a"b\\c\n${d}%{e}', 'a = "a\\"b\\\\c\\n$${d}%%{e}"'],
    ['a = {{ .x }}', 5, 'a = 5'],
    ['a = {{ .x }}', [1, 'b'], 'a = [1, "b"]'],
    ['a = {{ .x }}', { 'k"': 'v' }, 'a = {\n  "k\\"" = "v"\n}'],
    ['a = {{ .x | tfstring }}', '${x}', 'a = "$${x}"'],
    ['a = "p-{{ .x }}-s"', '"${x}"\n', 'a = "p-\\"$${x}\\"\\n-s"'],
    ['a = "{{ .x }}{b}"', '$', 'a = "\\u0024{b}"'],
    ['a = "${{ .x }}"', '{b}', 'a = "$\\u007bb}"'],
    ['a = "${f({{ .x }})}"', 'b', 'a = "${f("b")}"'],
    ['a = "$${ {{ .x }} }"', '"b', 'a = "$${ \\"b }"'],
    ['# {{ .x }}\n', 'a\nb = 1', '# a b = 1\n'],
    ['/* {{ .x }} */', '*/ x', '/* * / x */'],
    ['a = <<EOT\n{{ .x }}\nEOT\n', 'EOT\n${b}', 'a = <<EOT\n${"EOT\\n$${b}"}\nEOT\n'],
    ['a = <<-EOT\n  b\n  EOT\nc = {{ .x }}', 'd', 'a = <<-EOT\n  b\n  EOT\nc = "d"'],
    ['a = {{ .x }}', new Raw('var.b'), 'a = var.b'],
    ['a = "${{ "{" }}', 'b', 'a = "$\\u007b'],
  ])('%j', (template, x, result) => {
    expect(strict(template, { x }, 'hcl')).toBe(result);
  });

  it.each([
    ['a = "{{ .x }}"', new Raw('var.b')],
    ['a = "{{ .x }}"', ['b']],
    ['a = "\\{{ .x }}"', 'b'],
    ['a = <<{{ .x }}', 'b'],
    ['a = "{{ .x | tfstring }}"', 'b'],
    ['a = {{ .x }}', new Raw('1', 'shell')],
  ])('%j refuses what cannot stand there', (template, x) => {
    expect(failure(template, { x }, 'hcl')).toMatch(/^t:1:\d+: .*cannot|only text/);
  });
});

const withTerraform = withoutTerraform ? describe.skip : describe;

withTerraform(titled('HCL as Terraform reads it', withoutTerraform), () => {
  const piece = fc.constantFrom(
    '"',
    '\\',
    '$',
    '%',
    '{',
    '}',
    '${',
    '%{',
    '~',
    '\n',
    '\t',
    "'",
    'a',
    'é',
    ' ',
    'if',
  );
  const value = fc.array(piece, { maxLength: 8 }).map(parts => parts.join(''));
  const places: [template: string, read: (x: string) => string][] = [
    ['{{ .x }}', x => x],
    ['"{{ .x }}"', x => x],
    ['"a{{ .x }}{b}"', x => `a${x}{b}`],
    ['"$${c}{{ .x }}%"', x => `\${c}${x}%`],
    ['"{{ .x }}{{ .x }}"', x => x + x],
    ['"$ {{ .x }} %"', x => `$ ${x} %`],
    ['<<EOT\n{{ .x }}\nEOT', x => `${x}\n`],
  ];

  it('is exactly the value, wherever it lands', () => {
    const values = [...new Set(fc.sample(value, { numRuns: 60, seed: 11 })), 'EOT', 'EOT\nb'];
    const cases = values.flatMap(x => places.map(([template, read]) => ({ x, template, read })));
    const names = cases.map((_, index) => `v${index}`);
    const lines = cases.map(({ x, template }, index) => {
      return strict(`v${index} = ${template}\n`, { x }, 'hcl');
    });
    const found = readBack({ 'terraform.tfvars': lines.join('') }, names);
    expect(Object.values(found)).toHaveLength(cases.length);
    cases.forEach(({ x, read }, index) => expect(found[`v${index}`]).toBe(read(x)));
  }, 60_000);
});

describe('shell', () => {
  const places = [
    'printf %s {{ .x }}',
    'printf %s "{{ .x }}"',
    `printf %s '{{ .x }}'`,
    'V={{ .x }}; printf %s "$V"',
    'printf %s "$(printf %sx {{ .x }})" | sed \'$ s/x$//\'',
    '# {{ .x }}\nprintf %s {{ .x }}',
    'case a in a) printf %s {{ .x }};; esac',
    'printf "%s" "$( (printf %s "{{ .x }}"); printf x)" | sed \'$ s/x$//\'',
    'cat <<EOF >/dev/null\nplain\nEOF\nprintf %s {{ .x }}',
  ];
  const text = fc.string({
    unit: fc.constantFrom(...`abc '"\\$\`!#;&|<>(){}[]*?~=\n-`),
    minLength: 1,
    maxLength: 20,
  });

  it('gets exactly the value, wherever it lands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), text, (place, x) => {
        const script = strict(place, { x }, 'shell');
        const expected = place.includes('sed') ? x.replace(/\n*$/, '') : x;
        const printed = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
        expect(place.includes('sed') ? printed.replace(/\n*$/, '') : printed).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    'echo ${X:-{{ .x }}}',
    'echo `echo {{ .x }}`',
    'echo $(( {{ .x }} ))',
    'echo \\{{ .x }}',
    'echo ${{ .x }}',
  ])('%j is refused', template => {
    expect(failure(template, { x: 'v' }, 'shell')).toContain('a value cannot stand');
  });

  it('keeps a here-document whole', () => {
    const template = 'cat <<EOF\n{{ .x }}\nEOF\n';
    expect(strict(template, { x: 'a $b `c`' }, 'shell')).toBe('cat <<EOF\na \\$b \\`c\\`\nEOF\n');
    expect(failure(template, { x: 'EOF' }, 'shell')).toContain('could end the here-document');
    expect(failure(template, { x: 'a\nEOF\nb' }, 'shell')).toContain('several lines');
  });
});

describe('JavaScript', () => {
  const places = [
    'return {{ .x }}',
    'return "{{ .x }}"',
    `return '{{ .x }}'`,
    'return `{{ .x }}`',
    'return `${ {{ .x }} }`',
    '// {{ .x }}\nreturn {{ .x }}',
    '/* {{ .x }} */ return {{ .x }}',
    'const r = /["\'`]/; return {{ .x }}',
  ];

  it('gets exactly the value, wherever it lands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.string({ unit: 'binary' }), (place, x) => {
        const code = strict(place, { x }, 'javascript');
        expect(runInNewContext(`(function () { ${code} })()`)).toBe(
          x.replace(/\p{Surrogate}/gu, '\uFFFD'),
        );
      }),
    );
  });
});

describe('Python', () => {
  it('writes literals, and keeps pieces of code as they are', () => {
    const data = {
      text: `a'b"\n`,
      flag: true,
      none: null,
      list: [1, { k: 'v' }],
      code: new Raw('x + 1'),
    };
    const template =
      'f({{ .text }}, {{ .flag }}, {{ .list }}, {{ .code }}) # {{ .text }}\n"{{ .text }}" r"{{ .plain }}"';
    expect(strict(template, { ...data, plain: 'a-b' }, 'python')).toBe(
      'f("a\'b\\"\\n", True, [1, {"k": "v"}], x + 1) # a\'b" \n"a\\u0027b\\u0022\\n" r"a-b"',
    );
  });

  it.each([
    ['"{{ .x }}"', new Raw('x')],
    ["'''{{ .x }}'''", new Raw('x')],
    ['# {{ .x }}', new Raw('x')],
    ['f"{{ .x }}"', '{y}'],
    ['r"{{ .x }}"', '"'],
  ])('%j refuses what cannot stand there', (template, x) => {
    expect(failure(template, { x }, 'python')).toContain('cannot');
  });

  it('knows where strings end', () => {
    expect(strict(`'''a'b''' + {{ .x }}`, { x: 'q' }, 'python')).toBe(`'''a'b''' + "q"`);
    expect(strict(`'' + {{ .x }}`, { x: 'q' }, 'python')).toBe(`'' + "q"`);
    expect(strict(`"\\"" + {{ .x }}`, { x: 'q' }, 'python')).toBe(`"\\"" + "q"`);
  });
});
