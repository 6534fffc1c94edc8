import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import python from '@ast-grep/lang-python';
import { parse as sgParse, registerDynamicLanguage } from '@ast-grep/napi';
import { readRules } from '../plugins/infra-clouds-node/src/rules/normalise';
import { parserOf } from '../plugins/infra-clouds-node/src/syntax/parsers';
import { transformCode } from '../plugins/infra-clouds-node/src/transform/transform';
import { main, median, report, rounded, tell } from './support/report';

/**
 * Rewriting Python for aws: a file of 100 lines and one of 10,000 with 450 calls, against ast-grep replacing the same calls by a
 * pattern, and against the time of the parser alone. ast-grep follows no import and adds none; it is the floor for finding and
 * replacing. The parser alone is the one we use (WebAssembly); ast-grep parses natively.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const LINES = Number(process.env.BENCH_LINES ?? 10_000);
const CALLS = Number(process.env.BENCH_CALLS ?? 450);
const PATTERN = 'upload(bucket=$B, source=$S, destination=$D)';

/** A module in the manner of real ones: functions with branches and loops, a call of the SDK in some. */
function moduleOf(lines: number, calls: number): string {
  const out = ['"""Reports."""', 'import os', 'from infrar.storage import upload', ''];
  const each = Math.floor((lines - out.length) / calls);
  for (let index = 0; index < calls; index++) {
    const body = [
      `def report_${index}(rows, folder):`,
      `    total = sum(row.amount for row in rows if row.kind == 'k${index}')`,
      `    if not rows: return None`,
      `    name = os.path.join(folder, f'report-${index}.csv')`,
      `    upload(bucket='reports', source=name, destination=f'daily/{folder}')`,
    ];
    while (body.length < each - 2) {
      const line = body.length;
      body.push(`    value_${line} = [row.get('c${line}', ${line}) for row in rows[${line}:]]`);
    }
    out.push(...body, '    return total', '');
  }
  while (out.length < lines) out.push('');
  return out.slice(0, lines).join('\n');
}

function withAstGrep(code: string): string {
  const root = sgParse('python', code).root();
  const edits = root.findAll(PATTERN).map(node => {
    const part = (name: string) => node.getMatch(name)!.text();
    return node.replace(`s3.upload_file(${part('S')}, ${part('B')}, ${part('D')})`);
  });
  return root.commitEdits(edits);
}

const milliseconds = async (work: () => unknown) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

main(async () => {
  registerDynamicLanguage({ python });
  const file = join(
    __dirname,
    '../plugins/infra-clouds-node/providers/aws/services/storage/s3/transform/rules.yaml',
  );
  const rules = readRules(file, readFileSync(file, 'utf8'));
  const parse = await parserOf('python');
  const ours = (code: string) => transformCode({ code, language: 'python' }, rules);

  const measure = async (code: string, calls: number) => {
    const result = await ours(code);
    const replaced = (text: string) => text.split('s3.upload_file(').length - 1;
    if (replaced(result.code) !== calls || result.diagnostics.length > 0)
      throw new Error('We missed calls');
    if (replaced(withAstGrep(code)) !== calls) throw new Error('ast-grep missed calls');
    const times = { ours: [] as number[], astGrep: [] as number[], parser: [] as number[] };
    // A process that has run for a while, as a backend has.
    const warm = Math.ceil(20_000 / code.length) * 5;
    for (let round = 0; round < warm; round++) {
      await ours(code);
      withAstGrep(code);
    }
    for (let round = 0; round < ROUNDS; round++) {
      times.ours.push(await milliseconds(() => ours(code)));
      times.astGrep.push(await milliseconds(() => withAstGrep(code)));
      times.parser.push(await milliseconds(() => parse(code).delete()));
    }
    const [own, other, parser] = [times.ours, times.astGrep, times.parser].map(median);
    tell(
      `${code.split('\n').length} lines, ${calls} calls: ours ${rounded(own)} ms, ast-grep ${rounded(other)} ms, parser alone ${rounded(parser)} ms`,
    );
    return {
      ...{ lines: code.split('\n').length, calls, ours: rounded(own), astGrep: rounded(other) },
      ...{ parser: rounded(parser), ratio: rounded(own / other), toParser: rounded(own / parser) },
    };
  };

  const small = await measure(moduleOf(100, 4), 4);
  const large = await measure(moduleOf(LINES, CALLS), CALLS);

  // Trees live outside of the JavaScript heap; a leak would show in the memory of the process.
  const code = moduleOf(LINES, CALLS);
  const before = process.memoryUsage.rss();
  for (let round = 0; round < ROUNDS * 2; round++) await ours(code);
  const grown = (process.memoryUsage.rss() - before) / 1_000_000;
  report({
    bench: 'transform',
    ...{ unit: 'ms', ours: large.ours, baseline: large.astGrep, ratio: large.ratio },
    ...{ small, large, grownMbAfterRepeats: rounded(grown, 0) },
  });
});
