import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { jestResults, playwrightResults, unexcused } from '../lib/testResults.mjs';

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-results-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function report(content) {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('a run that did not happen has no results', () => {
  assert.equal(jestResults(join(folder, 'none.json')), undefined);
});

test('Jest: a suite that could not run is a failure of its own', () => {
  const file = report({
    testResults: [
      {
        status: 'passed',
        assertionResults: [
          { status: 'passed', fullName: 'a' },
          { status: 'pending', fullName: 'b (slapd must be installed)' },
        ],
      },
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed', fullName: 'c' }] },
    ],
  });
  assert.deepEqual(jestResults(file), {
    passed: 1,
    failed: 2,
    skipped: ['b (slapd must be installed)'],
  });
});

test('Playwright: specs at every depth, and an error outside of all tests', () => {
  const file = report({
    stats: { expected: 3, flaky: 1, unexpected: 0 },
    errors: [{ message: 'the server did not start' }],
    suites: [
      {
        specs: [{ title: 'shallow', tests: [{ status: 'expected' }] }],
        suites: [{ specs: [{ title: 'deep', tests: [{ status: 'skipped' }] }] }],
      },
    ],
  });
  assert.deepEqual(playwrightResults(file), { passed: 4, failed: 1, skipped: ['deep'] });
});

test('only a tool that is not there excuses a skipped test that names it', () => {
  const missing = 'x (no-such-tool-anywhere must be installed)';
  assert.deepEqual(unexcused([missing, 'y (node must be installed)', 'z']), [
    'y (node must be installed)',
    'z',
  ]);
});
