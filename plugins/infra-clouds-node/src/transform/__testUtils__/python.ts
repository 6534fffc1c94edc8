import { execFileSync, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STUBS = join(__dirname, '..', '__fixtures__', 'stubs', 'python');

/** `describe` where the machine has python3; without it there is nothing to run Python with. */
export const withPython =
  spawnSync('python3', ['--version']).status === 0 ? describe : describe.skip;

function ask<T>(task: unknown): T {
  const output = execFileSync('python3', ['-B', '-W', 'ignore', join(__dirname, 'compare.py')], {
    input: JSON.stringify(task),
    encoding: 'utf8',
    cwd: tmpdir(),
    maxBuffer: 100_000_000,
    env: {
      ...process.env,
      PYTHONPATH: STUBS,
      RECORD: join(tmpdir(), `record-${process.pid}.json`),
      AZURE_STORAGE_ACCOUNT_URL: 'https://account.blob.core.windows.net',
    },
  });
  return JSON.parse(output) as T;
}

/** For each pair null, or what one did and the other did not. */
export const compareRuns = (pairs: { before: string; after: string }[]) =>
  ask<({ before: unknown; after: unknown } | null)[]>({ pairs });

/** For each text null, or why Python's own parser refuses it. */
export const parsedByPython = (codes: string[]) => ask<(string | null)[]>({ codes });
