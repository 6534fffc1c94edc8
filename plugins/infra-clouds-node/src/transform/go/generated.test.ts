import fc from 'fast-check';
import { rewriteFiles } from '../../project';
import { GoModule, withGo } from '../__testUtils__/goModule';
import { PROVIDERS, shippedRules } from '../__testUtils__/providers';

/** How many files the package has; `GENERATED_GO=200` for a long run. */
const FILES = Number(process.env.GENERATED_GO ?? 12);

const MAIN = `package main

import (
	"context"
	"fmt"
)

type shadow struct{ Upload, Delete func(int) int }

var mine = shadow{Upload: double, Delete: double}

func double(number int) int { return 2 * number }

func say(values ...any) {
	for _, value := range values {
		if _, isError := value.(error); isError {
			value = "error"
		}
		fmt.Print(value, " ")
	}
	fmt.Println()
}

func main() {
	ctx := context.Background()
	for _, step := range steps {
		step(ctx)
	}
}
`;

const key = fc.constantFrom('"a"', '"in/" + "b"', '`c`', 'fmt.Sprint("d", len("//"))', 'name');
const source = fc.constantFrom('"a.txt"', '"b.txt"', '"gone.txt"', '"a" + `.txt`');
const call = fc.oneof(
  fc.tuple(source, key).map(([a, b]) => `SDK.Upload(ctx, "data", ${a}, ${b})`),
  fc.tuple(source, key).map(([a, b]) => `SDK.Upload(\nctx, // now\n"data", ${a},\n${b})`),
  key.map(one => `SDK.Download(ctx, "data", ${one}, "copy.txt")`),
  key.map(one => `SDK.Delete(ctx, "data", ${one})`),
);
const block = (code: string) => `{\n${code}\n}`;

const { statement } = fc.letrec<{ statement: string }>(tie => ({
  statement: fc.oneof(
    { maxDepth: 3 },
    call.map(one => `say(${one})`),
    call.map(one => `say(${one}) // remark\nsay(1) // another`),
    call.map(one => `defer say("deferred", ${one})`),
    call.map(one => `say(errors.Is(${one}, SDK.ErrNotFound))`),
    key.map(one =>
      block(`keys, err := SDK.ListObjects(ctx, "data", ${one})\nsay(len(keys), keys, err)`),
    ),
    fc.tuple(call, call).map(([a, b]) => block(`first, second := ${a}, ${b}\nsay(first, second)`)),
    fc.tuple(call, call).map(([a, b]) => `say(map[string]error{"x": ${a}, "y": ${b}}["x"] == nil)`),
    call.map(one => `{\nNAME := mine\nsay(NAME.Upload(1), NAME.Delete(2))\n}\nsay(${one})`),
    call.map(one =>
      block(`say(${one})\nUpload, NAME := double, mine\nsay(Upload(3), NAME.Upload(3))`),
    ),
    fc.constantFrom(
      'func(NAME shadow) { say(NAME.Delete(4)) }(shadow{Upload: double, Delete: double})',
      block('remove := SDK.Delete\nsay(remove(ctx, "data", name), (SDK.Delete)(ctx, "data", "a"))'),
      'for _, one := range []func(context.Context, string, string) error{SDK.Delete} {\nsay(one(ctx, "data", "b"))\n}',
      block('type NAME struct{ Upload int }\nsay(NAME{Upload: 5}.Upload)'),
      block('var NAME, Delete = mine, double\nsay(NAME.Upload(6), Delete(6))'),
    ),
    fc
      .tuple(call, tie('statement'))
      .map(([a, s]) => `if err := ${a}; err != nil {\nsay(err)\n} else {\n${s}\n}`),
    fc
      .tuple(call, tie('statement'))
      .map(([a, s]) => `switch ${a} {\ncase nil:\n${s}\ndefault:\nsay("no")\n}`),
    tie('statement').map(s => `for name := range map[string]int{"n": 1} {\nsay(name)\n${s}\n}`),
    tie('statement').map(s => `func() {\n${s}\n}()`),
    tie('statement').map(s =>
      block(`done := make(chan int)\ngo func() {\ndefer close(done)\n${s}\n}()\n<-done`),
    ),
  ),
}));

const IMPORTS = [
  { name: 'storage', sdk: 'storage.', lines: '"infrar/storage"' },
  { name: 'st', sdk: 'st.', lines: 'st "infrar/storage"' },
  { name: 'storage', sdk: '', lines: '. "infrar/storage"' },
  { name: 'config', sdk: 'config.', lines: 'config `infrar/storage`\n\n_ "infrar/storage"' },
];

const file = fc
  .tuple(
    fc.constantFrom(...IMPORTS),
    fc.boolean(),
    fc.array(statement, { minLength: 3, maxLength: 7 }),
  )
  .map(([{ name, sdk, lines }, isBlock, statements]) => {
    const imports = isBlock
      ? `import (\n"context"\n"errors"\n"fmt"\n\n${lines}\n)`
      : ['"context"', '"errors"', '"fmt"', ...lines.split('\n').filter(Boolean)]
          .map(one => `import ${one}`)
          .join('\n');
    const body = statements.join('\n').replace(/SDK\./g, sdk).replace(/NAME/g, name);
    return `package main\n\n${imports}\n\nfunc STEP(ctx context.Context) {\nname := fmt.Sprint("n")\nsay(name, errors.Is(nil, ${sdk}ErrNotFound))\n${body}\n}\n`;
  });

withGo('Generated programs of Go (go must be installed)', () => {
  it('do the same on every provider', async () => {
    const seed = Number(process.env.GENERATED_SEED ?? 11);
    const steps = fc.sample(file, { seed, numRuns: FILES });
    const names = steps.map((_, index) => `step${index}`);
    const list = `package main\n\nimport "context"\n\nvar steps = []func(context.Context){${names.join(', ')}}\n`;
    const before: Record<string, string> = { 'main.go': MAIN, 'steps.go': list };
    for (const [index, step] of steps.entries()) {
      before[`${names[index]}.go`] = step.replace('STEP', names[index]);
    }
    const all: Record<string, string> = {};
    const add = (folder: string, path: string, code: string) => (all[`${folder}/${path}`] = code);
    for (const [path, code] of Object.entries(before)) add('original', path, code);
    for (const provider of PROVIDERS) {
      const rules = shippedRules(provider);
      for await (const { path, result } of rewriteFiles(before, rules)) {
        const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
        expect([result.code, errors]).toEqual([result.code, []]);
        expect(result.changed).toBe(path.startsWith('step') && path !== 'steps.go');
        add(provider, path, result.code);
      }
    }
    const programs = new GoModule(all);
    try {
      programs.build();
      const original = programs.run('original');
      expect(original.log.length).toBeGreaterThan(FILES);
      for (const provider of PROVIDERS) {
        const run = programs.run(provider);
        expect([provider, run.output, run.log]).toEqual([provider, original.output, original.log]);
      }
    } finally {
      programs.remove();
    }
  }, 600_000);
});
