/** Reads what the test runners wrote about their runs. */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @typedef {object} Results
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped full names of the tests that did not run
 */

/**
 * @param {string} file Jest's report
 * @param {string} [second] the report of the suites that had a second chance; it has the last word on those
 * @returns {Results | undefined} undefined when the runner did not get so far
 */
export function jestResults(file, second) {
  const report = read(file);
  if (!report) return undefined;
  const again = (second && read(second)?.testResults) || [];
  const retried = new Set(again.map(suite => suite.name));
  const suites = [...report.testResults.filter(suite => !retried.has(suite.name)), ...again];
  const tests = suites.flatMap(suite => suite.assertionResults);
  const broken = suites.filter(
    suite => suite.status === 'failed' && suite.assertionResults.length === 0,
  );
  return {
    passed: tests.filter(test => test.status === 'passed').length,
    failed: tests.filter(test => test.status === 'failed').length + broken.length,
    skipped: tests
      .filter(test => ['pending', 'todo', 'disabled', 'skipped'].includes(test.status))
      .map(test => test.fullName),
  };
}

/** Paths of the suites that failed; none when the runner did not get so far. */
export const failedSuites = file =>
  (read(file)?.testResults ?? [])
    .filter(suite => suite.status === 'failed')
    .map(suite => suite.name);

/** @returns {Results | undefined} */
export function playwrightResults(file) {
  const report = read(file);
  if (!report) return undefined;
  const specs = report.suites.flatMap(specsOf);
  return {
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected + (report.stats.unexpected ? 0 : report.errors.length),
    skipped: specs
      .filter(spec => spec.tests.every(test => test.status === 'skipped'))
      .map(spec => spec.title),
  };
}

/** @returns {Results | undefined} of `node --test` with the reporter `tap` */
export function tapResults(file) {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const count = what => Number(new RegExp(`^# ${what} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return {
    passed: count('pass'),
    failed: count('fail'),
    skipped: [...text.matchAll(/^\s*ok \d+ - (.*) # SKIP/gm)].map(([, name]) => name),
  };
}

const specsOf = suite => [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];

/**
 * Of the skipped tests, those that nothing excuses: a test may be skipped for a tool that it names, as in
 * "… (slapd must be installed)", and only where that tool is not.
 */
export function unexcused(skipped) {
  return skipped.filter(name => {
    const tool = /\((\S+) must be installed\)/.exec(name)?.[1];
    return !tool || isInstalled(tool);
  });
}

function isInstalled(tool) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/libexec'];
  return folders.some(folder => folder && existsSync(join(folder, tool)));
}

const read = file => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
