import type { StateBackend } from '@bailiwick/backstage-plugin-infra-node';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const isInstalled = (process.env.PATH ?? '')
  .split(delimiter)
  .some(folder => folder && existsSync(join(folder, 'terraform')));

/** For tests that run the real program; their title says "(terraform must be installed)", which excuses a skipped one. */
export const describeTerraform = isInstalled ? describe : describe.skip;

export interface TerraformAnswer {
  code: number;
  said: string;
}

/** The real program in a folder of its own, with its state at that address. */
export async function openTerraform(backend: StateBackend, main: string) {
  const folder = await mkdtemp(join(tmpdir(), 'state-test-'));
  await writeFile(join(folder, 'main.tf'), `terraform {\n  backend "http" {}\n}\n${main}`);
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    CHECKPOINT_DISABLE: '1',
    TF_HTTP_ADDRESS: backend.url,
    TF_HTTP_LOCK_ADDRESS: backend.url,
    TF_HTTP_UNLOCK_ADDRESS: backend.url,
    TF_HTTP_USERNAME: backend.username,
    TF_HTTP_PASSWORD: backend.password,
    TF_HTTP_RETRY_MAX: '0',
  };
  return {
    run: (...args: string[]) =>
      new Promise<TerraformAnswer>(resolve => {
        execFile(
          'terraform',
          [...args, '-no-color'],
          { cwd: folder, env: env as unknown as NodeJS.ProcessEnv },
          (error, stdout, stderr) =>
            resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
        );
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
