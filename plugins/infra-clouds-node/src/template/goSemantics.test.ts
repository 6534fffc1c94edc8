import { TemplateError, parseTemplate } from './index';

const data = {
  Name: 'Ada',
  Empty: '',
  Zero: 0,
  N: 3,
  Pi: 3.5,
  True: true,
  Null: null,
  List: ['a', 'b', 'c'],
  None: [],
  Map: { b: 2, a: 1, c: 3 },
  Nested: { Inner: { Value: 'deep' } },
  Items: [
    { Type: 'storage', Size: 1 },
    { Type: 'compute', Size: 2 },
  ],
  Mixed: [1, 'x', true, null, [1.5], { k: 'v' }],
  Html: `<a href="x">it's & that</a>`,
};

function go(text: string, value: unknown = data): string {
  return parseTemplate(text).render(value, { mode: 'compat' });
}

function failure(text: string, value: unknown = data): string {
  try {
    go(text, value);
  } catch (error) {
    if (error instanceof TemplateError) return `${error.line}:${error.column} ${error.reason}`;
    throw error;
  }
  throw new Error('it rendered');
}

const tables: Record<string, [template: string, result: string][]> = {
  'text and trim markers': [
    ['', ''],
    ['plain', 'plain'],
    ['{{23}} < {{45}}', '23 < 45'],
    ['{{23 -}} < {{- 45}}', '23<45'],
    ['a \n\t{{- 1 -}}\n b', 'a1b'],
    ['a {{-3}} b', 'a -3 b'],
    ['x {{- /* a comment */ -}} y', 'xy'],
    ['x {{/* a comment\n over lines */}} y', 'x  y'],
    ['{{"a" -}}   {{- "b"}}', 'ab'],
    ['{ {{`{{`}} }', '{ {{ }'],
    ['{{\n  .Name\n}}', 'Ada'],
  ],
  literals: [
    ['{{"q\\"\\n\\t\\u00e9\\x41\\101"}}', 'q"\n\té' + 'AA'],
    ['{{`raw \\n`}}', 'raw \\n'],
    ["{{'a'}} {{'\\n'}} {{'é'}}", '97 10 233'],
    [
      '{{1_000}} {{0x1F}} {{0b101}} {{0o17}} {{017}} {{1e3}} {{1.5e-7}} {{.5}}',
      '1000 31 5 15 15 1000 1.5e-07 0.5',
    ],
    ['{{true}} {{false}}', 'true false'],
    ['{{1e21}} {{1234567.5}} {{123456.5}}', '1e+21 1.2345675e+06 123456.5'],
  ],
  'fields, variables and chains': [
    ['{{.Name}}', 'Ada'],
    ['{{.Nested.Inner.Value}}', 'deep'],
    ['{{(.Nested).Inner.Value}}', 'deep'],
    ['{{(index .Items 1).Type}}', 'compute'],
    ['{{$.Name}} {{with .Nested}}{{$.Name}}{{end}}', 'Ada Ada'],
    ['{{$x := .Nested}}{{$x.Inner.Value}}', 'deep'],
    ['{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}', '21'],
    ['{{$x := 1}}{{if true}}{{$x = 2}}{{$x}}{{end}}{{$x}}', '22'],
    ['{{with $x := .Name}}{{$x}}{{.}}{{end}}', 'AdaAda'],
    ['{{$x := .Missing}}{{$x}}', '<no value>'],
  ],
  'nil and what is missing': [
    ['{{.Missing}}', '<no value>'],
    ['{{.Missing.More.And}}', '<no value>'],
    ['{{.Null}}', '<no value>'],
    ['{{print .Missing}}', '<nil>'],
    ['{{printf "%v %s %d" .Null .Null .Null}}', '<nil> %!s(<nil>) %!d(<nil>)'],
    ['{{.Mixed}}', '[1 x true <nil> [1.5] map[k:v]]'],
    ['{{if .Missing}}yes{{else}}no{{end}}', 'no'],
    ['{{.Map}}', 'map[a:1 b:2 c:3]'],
    ['{{eq .Missing nil}} {{ne .Name nil}}', 'true true'],
  ],
  'if, else if, with, else with': [
    ['{{if .Name}}1{{end}}', '1'],
    ['{{if .Empty}}1{{else if .Zero}}2{{else if .N}}3{{else}}4{{end}}', '3'],
    ['{{if .None}}1{{else}}2{{end}}', '2'],
    ['{{if .Map}}1{{end}}{{if 0.0}}2{{end}}{{if ""}}3{{end}}{{if "x"}}4{{end}}', '14'],
    ['{{with .Nested.Inner}}{{.Value}}{{else}}none{{end}}', 'deep'],
    ['{{with .Empty}}{{.}}{{else}}none of {{.Name}}{{end}}', 'none of Ada'],
    ['{{with .Empty}}1{{else with .Name}}{{.}}{{else}}3{{end}}', 'Ada'],
    ['{{if $x := .N}}{{$x}}{{end}}', '3'],
  ],
  range: [
    ['{{range .List}}<{{.}}>{{end}}', '<a><b><c>'],
    ['{{range $i, $e := .List}}{{$i}}{{$e}}{{end}}', '0a1b2c'],
    ['{{range $e := .List}}{{$e}}{{end}}', 'abc'],
    ['{{range $k, $v := .Map}}{{$k}}={{$v}};{{end}}', 'a=1;b=2;c=3;'],
    ['{{range .Map}}{{.}}{{end}}', '123'],
    ['{{range .None}}x{{else}}empty {{.Name}}{{end}}', 'empty Ada'],
    ['{{range .Missing}}x{{else}}empty{{end}}', 'empty'],
    ['{{range 3}}{{.}}{{end}}', '012'],
    ['{{range .List}}{{if eq . "b"}}{{continue}}{{end}}{{.}}{{end}}', 'ac'],
    ['{{range .List}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}', 'a'],
    [
      '{{range .Items}}{{range $.List}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}{{.Size}}{{end}}',
      'a1a2',
    ],
    ['{{$i := 0}}{{$e := ""}}{{range $i, $e = .List}}{{end}}{{$i}}{{$e}}', '2c'],
    ['{{range .Items}}{{.Type}}{{if ne .Size 2}}, {{end}}{{end}}', 'storage, compute'],
    ['{{range $x := .List}}{{$y := $x}}{{$y}}{{end}}', 'abc'],
  ],
  'define, template, block': [
    ['{{define "x"}}[{{.}}]{{end}}{{template "x" .Name}}{{template "x"}}', '[Ada][<no value>]'],
    ['{{template "later" .N}}{{define "later"}}{{.}}!{{end}}', '3!'],
    ['{{block "b" .Nested}}{{.Inner.Value}}{{end}}', 'deep'],
    ['{{define "x"}}{{$}}{{end}}{{template "x" 7}}', '7'],
    [
      '{{define "r"}}{{if .}}{{len .}}{{template "r" (slice . 1)}}{{end}}{{end}}{{template "r" .List}}',
      '321',
    ],
  ],
  pipelines: [
    ['{{.Name | printf "%s-%s" "x"}}', 'x-Ada'],
    ['{{"output" | printf "%s" | printf "%q"}}', '"output"'],
    ['{{printf "%d" (len .List)}}', '3'],
    ['{{(printf "%s" .Name) | len}}', '3'],
    ['{{.Name | len | printf "%03d"}}', '003'],
    ['{{with $y := .N | printf "%d"}}{{$y}}{{end}}', '3'],
  ],
  'and, or, not': [
    ['{{and 1 0 2}} {{and 1 2}} {{or 0 "" 5 6}} {{or 0 ""}}|', '0 2 5 |'],
    ['{{or true (index .List 99)}} {{and false (index .List 99)}}', 'true false'],
    ['{{not .Empty}} {{not 1}}', 'true false'],
    ['{{1 | and 0}} {{1 | or 0}}', '0 1'],
  ],
  comparison: [
    ['{{eq 1 1}} {{eq "a" "b"}} {{eq 1 2 3 1}} {{eq true true}}', 'true false true true'],
    ['{{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt "b" "a"}} {{ge 1 2}}', 'true true true true false'],
    ['{{lt "Z" "a"}} {{lt "a" "é"}}', 'true true'],
  ],
  'index, slice, len': [
    ['{{index .List 1}} {{index .Map "a"}} {{index .Items 0 "Type"}}', 'b 1 storage'],
    ['{{index .Map "zzz"}}', '<no value>'],
    ['{{index "abc" 1}}', '98'],
    [
      '{{slice .List 1}} {{slice .List 1 2}} {{slice "abcdef" 1 3}} {{slice .List 0 1 2}}',
      '[b c] [b] bc [a]',
    ],
    ['{{len .List}} {{len .Map}} {{len "abc"}} {{len "é"}}', '3 3 3 2'],
  ],
  'print, html, js, urlquery': [
    ['{{print 1 2 "x" 3 4}}', '1 2x3 4'],
    ['{{print "a" "b"}}{{print}}', 'ab'],
    ['{{println 1 "x"}}', '1 x\n'],
    ['{{html .Html}}', '&lt;a href=&#34;x&#34;&gt;it&#39;s &amp; that&lt;/a&gt;'],
    ['{{js .Html}}', `\\u003Ca href\\u003D\\"x\\"\\u003Eit\\'s \\u0026 that\\u003C/a\\u003E`],
    ['{{js "a\\n\\\\"}}', 'a\\u000A\\\\'],
    ['{{urlquery "a b&c=d/é!"}}', 'a+b%26c%3Dd%2F%C3%A9%21'],
  ],
  printf: [
    ['{{printf "%d|%5d|%-5d|%05d|%+d|% d" 7 7 7 7 7 7}}', '7|    7|7    |00007|+7| 7'],
    [
      '{{printf "%x %X %#x %o %O %b %c %U %q" 255 255 255 8 8 5 65 233 65}}',
      `ff FF 0xff 10 0o10 101 A U+00E9 'A'`,
    ],
    [
      '{{printf "%s|%10s|%-10s|%.2s|%q" "abc" "abc" "abc" "abc" "a\\"b"}}',
      'abc|       abc|abc       |ab|"a\\"b"',
    ],
    ['{{printf "%x % x" "hi" "hi"}}', '6869 68 69'],
    [
      '{{printf "%f %.2f %8.3f %e %g %g" 3.5 3.14159 2.5 1500.0 0.00001 1e21}}',
      '3.500000 3.14    2.500 1.500000e+03 1e-05 1e+21',
    ],
    [
      '{{printf "%t %v %T %T %T %T" true .List 1 1.5 "x" .Map}}',
      'true [a b c] int float64 string map[string]interface {}',
    ],
    ['{{printf "%[2]d %[1]d" 1 2}}', '2 1'],
    ['{{printf "%*d" 5 42}}', '   42'],
    [
      '{{printf "%d" "x"}} {{printf "%s" 5}} {{printf "%z" 1}}',
      '%!d(string=x) %!s(int=5) %!z(int=1)',
    ],
    ['{{printf "%d %d" 1}}', '1 %!d(MISSING)'],
    ['{{printf "%d" 1 2 "x"}}', '1%!(EXTRA int=2, string=x)'],
    ['{{printf "100%%"}}', '100%'],
    ['{{printf "%"}} {{printf "%5"}}', '%!(NOVERB) %!(NOVERB)'],
    ['{{printf "%v" .Map}}', 'map[a:1 b:2 c:3]'],
    ['{{printf "%6.2f%%" 12.5}}', ' 12.50%'],
  ],
};

describe.each(Object.entries(tables))('%s', (_, table) => {
  it.each(table)('%j', (template, result) => {
    expect(go(template)).toBe(result);
  });
});

describe('what is no template', () => {
  it.each([
    ['{{', '1:1 unclosed action'],
    ['a\n  {{ .X', '2:3 unclosed action'],
    ['{{end}}', '1:3 unexpected {{end}}'],
    ['{{else}}', '1:3 unexpected {{else}}'],
    ['{{if .X}}', '1:10 unexpected end of the template in if'],
    ['{{if}}x{{end}}', '1:5 missing value for if'],
    ['{{range .X}}{{else}}{{else}}{{end}}', '1:23 expected end; found {{else}}'],
    ['{{nothing .X}}', '1:3 function "nothing" not defined'],
    ['{{$x}}', '1:3 undefined variable "$x"'],
    ['{{if true}}{{$x := 1}}{{end}}{{$x}}', '1:32 undefined variable "$x"'],
    ['{{define "a"}}{{$y}}{{end}}', '1:17 undefined variable "$y"'],
    ['{{break}}', '1:3 {{break}} outside {{range}}'],
    ['{{range .X}}{{end}}{{continue}}', '1:22 {{continue}} outside {{range}}'],
    ['{{"abc}}', '1:3 unterminated quoted string'],
    ['{{`abc}}', '1:3 unterminated raw quoted string'],
    ["{{'ab'}}", '1:3 unterminated character constant'],
    ['{{"\\z"}}', '1:4 unknown escape in string'],
    ['{{/* open', '1:1 unclosed comment'],
    ['{{/* a */ x}}', '1:1 comment ends before closing delimiter'],
    ['{{.X | 5}}', '1:8 non executable command in pipeline stage 2'],
    ['{{.X |}}', '1:7 missing value for command'],
    ['{{(.X}}', '1:3 unclosed left paren'],
    ['{{.X)}}', '1:5 unexpected ")" in command'],
    ['{{1.x}}', '1:5 bad character "x" after 1.'],
    ['{{"a".x}}', '1:3 unexpected . after term "\\"a\\""'],
    ['{{$a, $b := .X}}', '1:5 too many declarations in command'],
    ['{{range $a, .X}}{{end}}', '1:13 range can only initialize variables'],
    ['{{template x}}', '1:12 unexpected "x" in template clause'],
    ['{{if true}}{{define "x"}}{{end}}{{end}}', '1:14 unexpected {{define}} here'],
    ['{{define "a"}}1{{end}}{{define "a"}}2{{end}}', '1:23 multiple definition of template "a"'],
    ['{{.X#}}', '1:5 bad character "#" after .X'],
    ['{{#if x}}', '1:3 unexpected "#" in action'],
  ])('%j', (template, reason) => {
    expect(failure(template)).toBe(reason);
  });
});

describe('what cannot be evaluated', () => {
  it.each([
    ['{{.Name.First}}', `1:3 can't evaluate field First in type string`],
    ['{{.Null.First}}', '1:3 nil pointer evaluating interface {}.First'],
    ['{{.Name 1}}', '1:3 Name has arguments but cannot be invoked as function'],
    ['{{1 | .Name}}', '1:7 Name has arguments but cannot be invoked as function'],
    ['{{nil}}', '1:3 nil is not a command'],
    ['{{template "x"}}', '1:1 template "x" not defined'],
    ['{{index .List 7}}', '1:3 error calling index: index out of range: 7'],
    ['{{index .List "a"}}', '1:3 error calling index: cannot index slice/array with type string'],
    ['{{index nil 1}}', '1:3 error calling index: index of untyped nil'],
    ['{{slice .List 2 1}}', '1:3 error calling slice: invalid slice index: 2 > 1'],
    ['{{len 3}}', '1:3 error calling len: len of type int'],
    ['{{eq 1 "1"}}', '1:3 error calling eq: incompatible types for comparison'],
    ['{{eq .List .List}}', '1:3 error calling eq: non-comparable type slice'],
    ['{{lt true false}}', '1:3 error calling lt: invalid type for comparison'],
    ['{{eq 1}}', '1:3 error calling eq: missing argument for comparison'],
    ['{{not}}', '1:3 error calling not: wrong number of args: want 1 got 0'],
    ['{{call .Name}}', '1:3 error calling call: the data has no functions'],
    ['{{range .Name}}{{end}}', `1:9 range can't iterate over a string`],
    ['line\n{{ .Name.x }}', `2:4 can't evaluate field x in type string`],
  ])('%j', (template, reason) => {
    expect(failure(template)).toBe(reason);
  });
});
