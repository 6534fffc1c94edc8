import fc from 'fast-check';
import { PROVIDERS, shippedRules } from '../__testUtils__/providers';
import { compareRuns, withPython } from '../__testUtils__/python';
import { transformCode } from '../transform';

const PROGRAMS = Number(process.env.GENERATED_PROGRAMS ?? 100);
const IMPORT = [
  'from infrar.storage import upload, list_objects, delete',
  'from infrar.storage import upload, list_objects; from infrar.storage import delete',
  'from infrar.storage import *',
  'import os\nfrom infrar.storage import (\n    upload,  # up\n    list_objects,\n    delete,\n)\nimport sys',
  'try:\n    from infrar.storage import upload, list_objects, delete\nexcept ImportError:\n    upload = list_objects = delete = None',
  '"""Text."""\nfrom infrar.storage import upload as upload\nfrom infrar.storage import list_objects, delete as delete',
];

/** Expressions that are texts, of every kind that may stand as an argument. */
const { text } = fc.letrec<{ text: string }>(tie => ({
  text: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      `'data'`,
      `"a\\tb"`,
      `r'\\d'`,
      `'''x\ny'''`,
      'name',
      'box.name',
      `('a'\n 'b')`,
      `u'ü'`,
    ),
    fc.constantFrom(
      `box['key']`,
      `box['missing']`,
      'other + name',
      `f'{name}-{other!r:>6}'`,
      'box.missing',
    ),
    tie('text').map(inner => `say(${inner})`),
    tie('text').map(inner => `box.move(${inner})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} if ${b} else ${a})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} or ${b})`),
    tie('text').map(inner => `''.join(list_objects(${inner}))`),
    tie('text').map(inner => `str(upload(${inner}, SOURCE, 'k'))`),
    tie('text').map(inner => `(lambda q: q)(${inner})`),
    tie('text').map(inner => `[x for x in [${inner}]][0]`),
  ),
}));

const call = fc.oneof(
  fc.tuple(text, text).map(([a, b]) => `upload(${a}, SOURCE, ${b})`),
  fc.tuple(text, text).map(([a, b]) => `upload(destination=${a}, source=SOURCE, bucket=${b})`),
  fc
    .tuple(text, text)
    .map(
      ([a, b]) =>
        `upload(\n    bucket=${a},  # where\n    source=SOURCE,\n    # as\n    destination=${b},\n)`,
    ),
  fc.tuple(text, text).map(([a, b]) => `upload(*[${a}, SOURCE], **{'destination': ${b}})`),
  text.map(a => `list_objects(${a})`),
  fc.tuple(text, text).map(([a, b]) => `list_objects(prefix=${a}, bucket=${b})`),
  fc.tuple(text, text).map(([a, b]) => `delete(${a}, path=${b})`),
  fc.tuple(text, text).map(([a, b]) => `delete(path=${a}, bucket=${b})`),
);

const indented = (code: string) => code.replace(/^/gm, '    ').replace(/^ {4}y'''/gm, `y'''`);
const { statement } = fc.letrec<{ statement: string }>(tie => ({
  statement: fc.oneof(
    { maxDepth: 3 },
    call,
    call.map(c => `print(${c})`),
    call.map(c => `name = str(${c}) or 'n'`),
    fc.tuple(call, call).map(([a, b]) => `print(${a}, ${b}); say(1)`),
    call.map(c => `print([str(${c}) for name in ['p', 'q']], name)`),
    call.map(c => `assert not ${c} or True`),
    call.map(c => `def later(q=${c}):\n    return q\nprint(later())`),
    call.map(
      c =>
        `class Thing:\n    value = ${c}\n    def upload(self, *a): return a\nprint(Thing().upload(1), Thing.value)`,
    ),
    tie('statement').map(s => `if say(name):\n${indented(s)}`),
    tie('statement').map(s => `for _ in range(2):\n${indented(s)}`),
    tie('statement').map(
      s =>
        `try:\n${indented(s)}\nexcept (LookupError, AttributeError) as caught:\n    print(type(caught).__name__, caught)`,
    ),
    tie('statement').map(s => `def inner():\n    global name\n${indented(s)}\ninner()`),
    tie('statement').map(
      s =>
        `def shadow(upload=print, list_objects=str, delete=str):\n    name = 's'\n${indented(s.replaceAll('SOURCE', `'s'`).replaceAll('destination', 'sep').replaceAll('source=', 'end=').replaceAll('bucket=', 'file=None or '))}\n`,
    ),
    fc.constantFrom(
      'upload = say',
      'keep = upload',
      'def list_objects(*a, **k):\n    return ["mine"]',
      'if not name:\n    delete = say',
      'put = [upload, list_objects]\nput[0]("data", SOURCE, "via")',
      'open = list = None',
    ),
  ),
}));

const program = fc
  .tuple(fc.constantFrom(...IMPORT), fc.array(statement, { minLength: 1, maxLength: 6 }))
  .map(([imports, statements]) =>
    [
      imports,
      'import tempfile',
      'SOURCE = tempfile.gettempdir() + "/generated-source.txt"',
      'with __import__("builtins").open(SOURCE, "w") as file: file.write("x")',
      'name, other = "n", "o"',
      'class Box(dict):',
      '    name = "b"',
      '    def move(self, to):',
      '        global name',
      '        name = self.name = to',
      '        return to',
      'box = Box(key="v")',
      ...statements,
      '',
    ].join('\n'),
  );

withPython('generated programs', () => {
  it.each(PROVIDERS)('do the same on %s', async provider => {
    const rules = shippedRules(provider);
    const seed = Number(process.env.GENERATED_SEED ?? 7) + PROVIDERS.indexOf(provider);
    const pairs: { before: string; after: string }[] = [];
    let changed = 0;
    for (const before of fc.sample(program, { seed, numRuns: PROGRAMS })) {
      const result = await transformCode({ code: before, language: 'python' }, rules);
      const again = await transformCode({ code: result.code, language: 'python' }, rules);
      expect(again.code).toBe(result.code);
      if (result.changed) changed += 1;
      pairs.push({ before, after: result.code });
    }
    expect(changed).toBeGreaterThan(PROGRAMS * 0.9);
    const different = compareRuns(pairs).flatMap((problem, index) =>
      problem ? [{ ...pairs[index], problem }] : [],
    );
    expect(different.slice(0, 1)).toEqual([]);
  });
});
