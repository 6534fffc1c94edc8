import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { failureOf, GitError } from './errors';

/** How much of what git wrote goes into a message. */
const SAID_LIMIT = 600;

/** Of our own environment git sees only how to run and how to get out. */
const PASSED_ON = [
  'PATH',
  'TMPDIR',
  'SystemRoot',
  ...['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'].flatMap(name => [
    name,
    name.toUpperCase(),
  ]),
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
];

export interface GitProgramOptions {
  /** Of the repository; holds no credentials. */
  url: string;
  credentials?: { username: string; token: string };
  /** How long one call may take. */
  timeoutMs: number;
}

export interface GitCall {
  input?: string | Buffer;
  signal?: AbortSignal;
  /** Exit codes that are answers and no errors. */
  accept?: readonly number[];
}

export interface GitAnswer {
  exitCode: number;
  stdout: Buffer;
  /** What it wrote for people, without secrets. */
  said: string;
}

/**
 * Runs the git command line. Settings of the machine and its user play no part; credentials travel in the environment of the child
 * and nowhere else; every call ends in time, together with what it started.
 */
export class GitProgram {
  private readonly environment: NodeJS.ProcessEnv;
  private readonly secrets: string[];

  constructor(private readonly options: GitProgramOptions) {
    const { credentials, url } = options;
    const basic =
      credentials && Buffer.from(`${credentials.username}:${credentials.token}`).toString('base64');
    this.secrets = credentials && basic ? [credentials.token, basic] : [];
    this.environment = {
      ...Object.fromEntries(PASSED_ON.map(name => [name, process.env[name]])),
      ...configuration({
        'core.hooksPath': devNull,
        'credential.helper': '',
        'gc.auto': '0',
        // The header would follow a redirect to wherever it leads.
        'http.followRedirects': 'false',
        ...(basic ? { [`http.${url}.extraHeader`]: `Authorization: Basic ${basic}` } : {}),
      }),
      HOME: devNull,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_TERMINAL_PROMPT: '0',
    };
  }

  /**
   * Runs git in a folder.
   *
   * @throws GitError, or the reason of the signal where that aborted
   */
  async run(folder: string, args: readonly string[], call: GitCall = {}): Promise<GitAnswer> {
    call.signal?.throwIfAborted();
    const child = spawn('git', args, {
      cwd: folder,
      env: this.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true, // a group of its own, so that its helpers end with it
    });
    let late = false;
    const kill = () => endGroup(child.pid);
    const deadline = setTimeout(() => {
      late = true;
      kill();
    }, this.options.timeoutMs);
    call.signal?.addEventListener('abort', kill, { once: true });

    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', chunk => stdout.push(chunk));
    child.stderr.on('data', chunk => stderr.push(chunk));
    child.stdin.on('error', () => undefined); // git may end before it has read everything; its exit code tells
    child.stdin.end(call.input);
    try {
      const exitCode = await new Promise<number>((resolve, reject) => {
        child.once('error', error =>
          reject(new GitError('broken', `git cannot be started: ${error.message}`)),
        );
        child.once('close', code => resolve(code ?? -1));
      });
      call.signal?.throwIfAborted();
      if (late) {
        throw this.error('unreachable', args, `no end within ${this.options.timeoutMs / 1000} s`);
      }
      const said = Buffer.concat(stderr).toString('utf8').trim();
      if (exitCode !== 0 && !call.accept?.includes(exitCode)) {
        throw this.error(failureOf(said), args, said);
      }
      return { exitCode, stdout: Buffer.concat(stdout), said: this.redact(said) };
    } finally {
      clearTimeout(deadline);
      call.signal?.removeEventListener('abort', kill);
    }
  }

  /** Like {@link run}, for what answers in lines. */
  async text(folder: string, args: readonly string[], call?: GitCall): Promise<string> {
    return (await this.run(folder, args, call)).stdout.toString('utf8').trim();
  }

  private error(failure: GitError['failure'], args: readonly string[], said: string): GitError {
    const clean = this.redact(said).replace(/\s*\n\s*/g, '; ');
    const what = `git ${args.find(arg => !arg.startsWith('-'))} (${this.options.url})`;
    return new GitError(
      failure,
      `${what} failed: ${clean.slice(-SAID_LIMIT) || 'it said nothing'}`,
    );
  }

  private redact(text: string): string {
    const without = this.secrets.reduce((kept, secret) => kept.replaceAll(secret, '***'), text);
    return without.replace(/\/\/[^/\s@]+@/g, '//***@');
  }
}

/** Settings of one call, which git takes from its environment. */
function configuration(settings: Record<string, string>): NodeJS.ProcessEnv {
  const entries = Object.entries(settings);
  return {
    GIT_CONFIG_COUNT: `${entries.length}`,
    ...Object.fromEntries(
      entries.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended by itself
  }
}
