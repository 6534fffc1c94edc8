import { parseTemplate } from './index';

function compat(text: string, data: unknown = {}): string {
  return parseTemplate(text).render(data, { mode: 'compat' });
}

it.each([
  ['{{ upper "aé" }}{{ lower "AÉ" }} {{ title "two words" }}', 'AÉaé Two Words'],
  [
    '{{ trim "  a " }}|{{ trimAll "$" "$5$" }}|{{ trimPrefix "a-" "a-b" }}|{{ trimSuffix ".py" "x.py" }}',
    'a|5|b|x',
  ],
  ['{{ replace "-" "_" "a-b-c" }} {{ replace "" "." "ab" }}', 'a_b_c .a.b.'],
  [
    '{{ "a,b" | split "," | join "+" }} {{ contains "b" "abc" }} {{ hasPrefix "ab" "abc" }}',
    'a+b true true',
  ],
  [
    '{{ repeat 3 "ab" }} {{ substr 1 3 "abcd" }} {{ trunc 2 "abcd" }} {{ trunc -2 "abcd" }}',
    'ababab bc ab cd',
  ],
  ['{{ indent 2 "a\\nb" }}{{ nindent 2 "c" }}', '  a\n  b\n  c'],
  ['{{ quote "a\\"b" 1 }} {{ squote "x" }}', `"a\\"b" "1" 'x'`],
  [
    '{{ snakecase "FirstName of" }} {{ kebabcase "HTTPServer" }} {{ camelcase "a_b-c" }}',
    'first_name_of http-server ABC',
  ],
  ['{{ sanitize "My Shop, v2!" }} {{ sanitizeLabel "Cost Center/9" }}', 'my-shop-v2 cost_center_9'],
  [
    '{{ default "d" "" }} {{ default "d" "v" }} {{ "" | default "p" }} {{ coalesce "" 0 "c" }}',
    'd v p c',
  ],
  ['{{ ternary "y" "n" true }} {{ empty 0 }} {{ kindOf (list) }}', 'y true slice'],
  [
    '{{ $l := list 3 1 2 }}{{ first $l }}{{ last $l }}{{ rest $l }}{{ initial $l }}{{ append $l 4 }}',
    '32[1 2][3 1][3 1 2 4]',
  ],
  [
    '{{ prepend (list 1) 0 }}{{ concat (list 1) (list 2) }}{{ reverse (list 1 2) }}{{ uniq (list 1 1 2) }}',
    '[0 1][1 2][2 1][1 2]',
  ],
  [
    '{{ without (list 1 2) 1 }}{{ has 2 (list 1 2) }}{{ sortAlpha (list "b" "a") }}{{ until 3 }}',
    '[2]true[a b][0 1 2]',
  ],
  [
    '{{ $d := dict "b" 1 "a" 2 }}{{ $d }}{{ get $d "a" }}{{ hasKey $d "z" }}{{ keys $d }}{{ values $d }}',
    'map[a:2 b:1]2false[a b][2 1]',
  ],
  [
    '{{ merge (dict "a" 1) (dict "a" 2 "b" 3) }}{{ pick (dict "a" 1 "b" 2) "a" }}{{ omit (dict "a" 1 "b" 2) "a" }}',
    'map[a:1 b:3]map[a:1]map[b:2]',
  ],
  ['{{ toJson (dict "b" (list 1 nil) "a" "<x>") }}', '{"a":"\\u003cx\\u003e","b":[1,null]}'],
  ['{{ toPrettyJson (dict "a" (list 1)) }}', '{\n  "a": [\n    1\n  ]\n}'],
  ['{{ (fromJson `{"a":{"b":[1,2]}}`).a.b }}', '[1 2]'],
  ['{{ b64enc "hé" }} {{ b64dec "aMOp" }}', 'aMOp hé'],
  ['{{ sha256sum "a" | trunc 8 }} {{ md5sum "a" | trunc 8 }}', 'ca978112 0cc175b9'],
  [
    '{{ date "2006-01-02 15:04:05 Mon Jan 2 3:04PM" 86399 }}',
    '1970-01-01 23:59:59 Thu Jan 1 11:59PM',
  ],
  ['{{ date "02 January 2006" "2026-03-04T05:06:07+02:00" }}', '04 March 2026'],
  [
    '{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ max 1 9 3 }} {{ min 4 2 }}',
    '6 3 6 3 1 9 2',
  ],
  [
    '{{ int "42" }} {{ float64 "1.5" }} {{ toString 5 | printf "%q" }} {{ floor 1.7 }} {{ ceil 1.2 }}',
    '42 1.5 "5" 1 2',
  ],
  [
    '{{ tfvalue (dict "b" (list "x" true) "a b" nil) }}',
    '{\n  "a b" = null\n  b     = ["x", true]\n}',
  ],
  [
    '{{ tfstring `a"b` }} {{ tflist (list "a\\"b") }} {{ tfbool true }} {{ tfnumber 3 }}',
    '"a"b" ["a\\"b"] true 3',
  ],
  [`{{ shellquote "it's" }} {{ shellquote "plain" }}`, `'it'\\''s' plain`],
])('%j', (template, result) => {
  expect(compat(template)).toBe(result);
});

it.each([
  ['{{ b64dec "%" }}', 'not base64'],
  ['{{ fromJson "{" }}', 'not JSON'],
  ['{{ dict "a" }}', 'expected a value for every key'],
  ['{{ div 1 0 }}', 'division by zero'],
  ['{{ int "x" }}', 'not a number'],
  ['{{ upper 1 }}', 'expected a string; found int'],
  ['{{ fail "stop" }}', 'stop'],
  ['{{ date "2006" "yesterday" }}', 'expected a time as RFC 3339'],
  ['{{ repeat -1 "x" }}', 'less than zero'],
])('%j is refused', (template, reason) => {
  expect(() => compat(template)).toThrow(reason);
});

it("calls functions of the caller's, and gives their errors a position", () => {
  const functions = {
    greet: (name: unknown) => `hello ${name}`,
    broken: () => {
      throw new Error('out of order');
    },
  };
  const render = (text: string) =>
    parseTemplate(text, { name: 'own', functions }).render({ n: 'Ada' }, { mode: 'strict' });
  expect(render('{{ greet .n }}')).toBe('hello Ada');
  expect(() => render('\n{{ broken }}')).toThrow('own:2:4: error calling broken: out of order');
});
