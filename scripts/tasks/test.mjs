/**
 * `npm test`: everything that must hold before a change lands, cheapest first; the first stage with a step that
 * fails ends it, and `-- --from <step>` begins with the stage of a later one. Under CI=true nothing may be skipped that the
 * machine has the tools for.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from '../lib/appBuild.mjs';
import { elapsed, say } from '../lib/console.mjs';
import { root } from '../lib/settings.mjs';
import { runTool, step, stepsAtOnce } from '../lib/steps.mjs';
import {
  failedSuites,
  jestResults,
  playwrightResults,
  tapResults,
  unexcused,
} from '../lib/testResults.mjs';

const ci = process.env.CI === 'true';
const artifacts = join(root, 'artifacts');
const jestReport = join(artifacts, 'jest.json');
const secondJestReport = join(artifacts, 'jest-second.json');
const browserReport = join(artifacts, 'playwright.json');
const scriptsReport = join(artifacts, 'scripts.tap');
const chromium = process.env.BAILIWICK_CHROMIUM ?? '/usr/bin/chromium';

const modules = join(root, 'node_modules');
const backstage = join(modules, '@backstage', 'cli', 'bin', 'backstage-cli');
const prettier = join(modules, 'prettier', 'bin', 'prettier.cjs');

const allResults = () =>
  [
    tapResults(scriptsReport),
    jestResults(jestReport, secondJestReport),
    playwrightResults(browserReport),
  ].filter(results => results !== undefined);

/** What brings all the rest up is tested before it is relied on. */
async function scriptTests() {
  const tests = join(root, 'scripts', 'tests');
  const files = readdirSync(tests).map(file => join(tests, file));
  const reporters = [
    ['spec', 'stdout'],
    ['tap', scriptsReport],
  ].flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`]);
  await runTool('--test', [...reporters, ...files]);
}

/** One more than the processors that CI has: some suites wait for the clock of a provider, not for a processor. */
const WORKERS = 3;

/**
 * A process that starts another one is copied first, which takes 60 ms with a gigabyte: workers that have grown are replaced, or tests of
 * git and OpenTofu wait for that most of the time.
 */
const LARGEST_WORKER = '450M';

/** A few suites may fail on a busy machine that hold when they have it to themselves; more than that is a bug. */
const SECOND_CHANCES = 4;

async function unitTests() {
  try {
    await jest(WORKERS, jestReport);
  } catch (error) {
    const failed = failedSuites(jestReport);
    if (!ci || failed.length === 0 || failed.length > SECOND_CHANCES) throw error;
    say.note(`Once more, one at a time:\n  ${failed.join('\n  ')}`);
    await jest(1, secondJestReport, ['--runTestsByPath', ...failed]);
  }
}

async function jest(workers, report, more = []) {
  // Tests on real servers take as long as the machine lets them; none of them asserts a time.
  const patience = '--testTimeout=60000';
  const order = `--testSequencer=${join(root, 'scripts', 'lib', 'slowestFirst.cjs')}`;
  const args = [
    ...['--watchAll=false', `--maxWorkers=${workers}`, patience, order],
    `--workerIdleMemoryLimit=${LARGEST_WORKER}`,
  ];
  const output = ['--json', `--outputFile=${report}`];
  await runTool(backstage, ['repo', 'test', ...args, ...output, ...more], {
    environment: { NODE_ENV: 'test' },
  });
}

async function browserTests() {
  if (!existsSync(chromium)) {
    const reason = `skipped, since there is no Chromium at ${chromium} (BAILIWICK_CHROMIUM)`;
    if (ci) throw new Error(reason);
    say.note(`Browser tests: ${reason}`);
    return;
  }
  await runTool(join(modules, '@playwright', 'test', 'cli.js'), ['test']);
}

async function nothingSkipped() {
  const skipped = allResults().flatMap(results => results.skipped);
  for (const name of skipped) say.note(`skipped: ${name}`);
  const wrong = unexcused(skipped);
  if (ci && wrong.length > 0) {
    throw new Error(`skipped although nothing is missing:\n  ${wrong.join('\n  ')}`);
  }
}

/** The steps of one stage run at once: each of their tools keeps one processor busy, not two. */
const STAGES = [
  [['scripts', scriptTests]],
  [
    ['types', () => runTool(join(modules, 'typescript', 'bin', 'tsc'), [])],
    ['lint', () => runTool(backstage, ['repo', 'lint', '--max-warnings', '0'])],
    ['format', () => runTool(prettier, ['--check', '--log-level=warn', '.'])],
  ],
  [['units', unitTests]],
  [
    ['packages', () => runTool(backstage, ['repo', 'build'])],
    ['app', () => buildApp()],
  ],
  [['browser', browserTests]],
  [['skipped', nothingSkipped]],
];

const names = STAGES.flat().map(([name]) => name);
const { values } = parseArgs({ options: { from: { type: 'string', default: names[0] } } });
const first = STAGES.findIndex(steps => steps.some(([name]) => name === values.from));
if (first < 0) {
  say.failure(`--from must be one of ${names.join(', ')}`);
  process.exit(2);
}

const start = performance.now();
let brokenSteps = 0;
rmSync(artifacts, { recursive: true, force: true });
mkdirSync(artifacts, { recursive: true });
try {
  for (const steps of STAGES.slice(first)) {
    await (steps.length > 1 ? stepsAtOnce(steps) : step(...steps[0]));
  }
} catch (error) {
  brokenSteps = 1;
  say.plain('');
  say.failure(error.message);
  process.exitCode = 1;
}

const sum = key => allResults().reduce((total, results) => total + results[key], 0);
say.plain('');
say.plain(`${process.exitCode ? 'Stopped' : 'Everything holds'} after ${elapsed(start)}`);
// A step that broke without a failed test counts as one failure of its own.
say.plain(`${sum('passed')} passed, ${Math.max(sum('failed'), brokenSteps)} failed`);
process.exit();
