import { execFile } from 'node:child_process';
import { devNull } from 'node:os';

/** Git without the settings of this machine or of its user, so that it behaves alike everywhere. */
export const gitEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_TERMINAL_PROMPT: '0',
  // The data folder may belong to another user than the one who runs the sandbox.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
});

/** Thrown when git ends with an error; `said` is what it wrote about it. */
export class GitError extends Error {
  constructor(
    readonly args: string[],
    readonly exitCode: number | undefined,
    readonly said: string,
  ) {
    super(`git ${args.join(' ')} failed: ${said}`);
    this.name = 'GitError';
  }
}

/** Runs git in `folder` and answers what it printed. */
export async function git(folder: string, args: string[], input?: string): Promise<string> {
  return (await gitBytes(folder, args, input)).toString('utf8');
}

/** Like `git`, for output that need not be text. */
export async function gitBytes(folder: string, args: string[], input?: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      args,
      { cwd: folder, env: gitEnvironment(), maxBuffer: 64 * 1024 * 1024, encoding: 'buffer' },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else if (typeof error.code === 'string')
          reject(error); // git itself could not be started
        else {
          const said = `${stderr}`.trim() || `${stdout}`.trim();
          reject(new GitError(args, error.code ?? undefined, said));
        }
      },
    );
    child.stdin?.on('error', () => undefined); // git may end before it has read everything
    child.stdin?.end(input);
  });
}
