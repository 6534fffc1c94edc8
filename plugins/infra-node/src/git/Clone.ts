import type { LoggerService } from '@backstage/backend-plugin-api';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { claimCloneFolder } from './cloneFolder';
import { GitError } from './errors';
import type { GitCall, GitProgram } from './GitProgram';
import { type FileState, readFiles } from './readFiles';

/** Something that a commit changes. `tree` puts a whole folder in place of what is there. */
export type FileChange =
  | { path: string; text: string; mode?: string }
  | { path: string; remove: true }
  | { path: string; tree: string };

export interface NewCommit {
  /** Undefined for the first commit of a repository. */
  parent: string | undefined;
  message: string;
  author: { name: string; email: string };
  changes: readonly FileChange[];
}

/**
 * How the git host answered a push. It was not pushed because something else came first, or `byRule` of the host, such as a hook;
 * then the reason has what the host said.
 */
export type PushResult = { pushed: true } | { pushed: false; reason: string; byRule: boolean };

/** What a host says where somebody else was faster; everything else that it rejects is against a rule of its. */
const RACES =
  /non-fast-forward|fetch first|stale info|cannot lock ref|failed to update ref|incorrect old value/;
/** How much of what a hook says goes into a reason. */
const REMARK_LIMIT = 400;

export interface CloneOptions {
  git: GitProgram;
  url: string;
  branch: string;
  /** Folder of all clones of this machine. */
  cacheFolder: string;
  logger: LoggerService;
}

/** Keeps the newest commit of ours until the remote has it. */
const NEW_COMMIT = 'refs/bailiwick/new';

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

/** A path as `git fast-import` reads it. */
const quote = (path: string): string => `"${path.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;

/** What the host's hooks wrote for whoever pushes, in one line. */
const remarkOf = (said: string): string =>
  Array.from(said.matchAll(/^remote:[ \t]*(\S.*?)\s*$/gm), ([, line]) => line)
    .join('; ')
    .slice(0, REMARK_LIMIT);

/**
 * A bare clone of one branch: a cache of the remote that is brought up to date before each use. Commits are made from trees, without
 * a working copy or an index, so a process that is killed leaves nothing that a later one could take for its own; a clone that is
 * broken all the same is thrown away and made anew.
 */
export class Clone {
  private folder: Promise<string> | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private options: CloneOptions) {}

  /** Goes on with other credentials. */
  use(git: GitProgram): void {
    this.options = { ...this.options, git };
  }

  /** Removes the clone; the next use makes it anew. */
  async discard(): Promise<void> {
    const opened = this.folder;
    this.folder = undefined;
    if (opened) await rm(await opened, { recursive: true, force: true });
  }

  get branch(): string {
    return this.options.branch;
  }

  /** Follows the remote and answers the head of the branch; undefined where the repository is empty. */
  async fetch(signal?: AbortSignal): Promise<string | undefined> {
    return this.exclusively(() => this.mending(folder => this.fetchHead(folder, signal)));
  }

  /** Files at a commit, by path. Those that are not there are not in the answer. */
  async read(commit: string, paths: readonly string[]): Promise<Map<string, FileState>> {
    return readFiles((args, call) => this.run(args, call), commit, paths);
  }

  /** The id of a folder at a commit; undefined where there is none. */
  async tree(commit: string, path: string): Promise<string | undefined> {
    if (path === '') return this.git('rev-parse', '--verify', `${commit}^{tree}`);
    const listed = await this.git('ls-tree', '-d', '-z', commit, '--', path);
    return /^\d+ tree ([0-9a-f]+)\t/.exec(listed)?.[1];
  }

  /** Whether a commit is, or comes after, another one. A commit that the branch does not have is neither. */
  async isAncestor(ancestor: string, commit: string): Promise<boolean> {
    if (ancestor === commit) return true;
    const { exitCode } = await this.run(['merge-base', '--is-ancestor', ancestor, commit], {
      accept: [1, 128],
    });
    return exitCode === 0;
  }

  /** Whether the clone has a commit. */
  async has(commit: string): Promise<boolean> {
    const { exitCode } = await this.run(['cat-file', '-e', `${commit}^{commit}`], {
      accept: [1, 128],
    });
    return exitCode === 0;
  }

  /**
   * The commit that carries each of the values of a trailer.
   *
   * @param after - look only at what came after this commit
   */
  async findTrailers(
    trailer: string,
    head: string,
    after: string | undefined,
  ): Promise<Map<string, string>> {
    const known = after !== undefined && (await this.has(after));
    const listed = await this.git(
      'log',
      '-z',
      `--format=%H %(trailers:key=${trailer},valueonly,separator=%x20)`,
      known ? `${after}..${head}` : head,
    );
    const found = new Map<string, string>();
    for (const line of listed.split('\0')) {
      const [commit, ...values] = line.split(' ');
      for (const value of values) if (value !== '') found.set(value, commit);
    }
    return found;
  }

  /** Makes a commit, here only, and answers its id. */
  async commit({ parent, message, author, changes }: NewCommit): Promise<string> {
    const person = `${author.name} <${author.email}> ${Math.floor(Date.now() / 1000)} +0000`;
    const stream = [
      // Forgets what the name stood for: a commit without a parent would get it as its parent.
      `reset ${NEW_COMMIT}\n\n`,
      `commit ${NEW_COMMIT}\nmark :1\nauthor ${person}\ncommitter ${person}\n`,
      data(message),
      parent ? `from ${parent}\n` : '',
      ...changes.map(change => {
        if ('tree' in change) return `M 040000 ${change.tree} ${quote(change.path)}\n`;
        if ('remove' in change) return `D ${quote(change.path)}\n`;
        return `M ${change.mode ?? '100644'} inline ${quote(change.path)}\n${data(change.text)}`;
      }),
      'get-mark :1\ndone\n',
    ].join('');
    return this.exclusively(() =>
      this.mending(async folder => {
        const { stdout } = await this.options.git.run(
          folder,
          ['fast-import', '--quiet', '--done', '--force'],
          { input: stream },
        );
        return stdout.toString('utf8').trim();
      }),
    );
  }

  /**
   * Pushes a commit to a branch of the remote. Without `force` the host takes it only on top of what the branch has.
   *
   * @throws GitError where it is not known whether the host took it
   */
  async push(
    commit: string,
    options: { branch?: string; force?: boolean; signal?: AbortSignal } = {},
  ): Promise<PushResult> {
    const target = `${commit}:refs/heads/${options.branch ?? this.branch}`;
    const { exitCode, stdout, said } = await this.run(
      [
        'push',
        '--porcelain',
        '--no-verify',
        this.options.url,
        options.force ? `+${target}` : target,
      ],
      { accept: [1], signal: options.signal },
    );
    if (exitCode === 0) return { pushed: true };
    const refusal = /^!\t[^\t]*\t(.*)$/m.exec(stdout.toString('utf8'))?.[1];
    if (refusal) {
      const byRule = refusal.startsWith('[remote rejected]') && !RACES.test(refusal);
      const remark = byRule ? remarkOf(said) : '';
      return { pushed: false, byRule, reason: remark ? `${refusal}: ${remark}` : refusal };
    }
    throw new GitError('unreachable', `git push (${this.options.url}) ended without an answer`);
  }

  /** Deletes a branch of the remote, if it is there. */
  async deleteBranch(branch: string): Promise<void> {
    const heads = await this.git('ls-remote', '--heads', this.options.url, `refs/heads/${branch}`);
    if (heads === '') return;
    await this.git('push', '--porcelain', '--no-verify', this.options.url, `:refs/heads/${branch}`);
  }

  /** Puts away in order what many small commits left. */
  async maintain(): Promise<void> {
    if (!this.folder) return;
    await this.exclusively(() =>
      this.mending(folder => this.options.git.run(folder, ['gc', '--quiet'])),
    );
  }

  private async fetchHead(folder: string, signal?: AbortSignal): Promise<string | undefined> {
    const { git, url, branch } = this.options;
    const ref = `refs/remotes/origin/${branch}`;
    const { exitCode } = await git
      .run(
        folder,
        [
          'fetch',
          '--quiet',
          '--no-tags',
          '--no-write-fetch-head',
          url,
          `+refs/heads/${branch}:${ref}`,
        ],
        { signal },
      )
      .catch(error => {
        const isAbsent =
          error instanceof GitError && /couldn't find remote ref/.test(error.message);
        if (isAbsent) return { exitCode: 1 };
        throw error;
      });
    if (exitCode === 0) return git.text(folder, ['rev-parse', '--verify', ref]);
    if ((await git.text(folder, ['ls-remote', '--heads', url], { signal })) !== '') {
      throw new GitError('denied', `The repository ${url} has no branch ${branch}`);
    }
    await git.run(folder, ['update-ref', '-d', ref]);
    return undefined;
  }

  private async git(...args: string[]): Promise<string> {
    return (await this.run(args)).stdout.toString('utf8').trim();
  }

  private run(args: readonly string[], call?: GitCall) {
    return this.mending(folder => this.options.git.run(folder, args, call));
  }

  /** One after the other: what changes refs takes locks that another call would stumble over. */
  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined); // the caller has it
    return result;
  }

  /** Runs work in the clone; where the clone is broken, once more in a new one. */
  private async mending<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const opened = this.open();
    const folder = await opened;
    try {
      return await work(folder);
    } catch (error) {
      if (!(error instanceof GitError) || error.failure !== 'broken') throw error;
      if (this.folder === opened) {
        this.folder = undefined;
        this.options.logger.warn(`The clone is made anew: ${error.message}`);
        await rm(folder, { recursive: true, force: true });
      }
      const fresh = await this.open();
      await this.fetchHead(fresh);
      return work(fresh);
    }
  }

  private open(): Promise<string> {
    this.folder ??= this.prepare().catch(error => {
      this.folder = undefined;
      throw error;
    });
    return this.folder;
  }

  private async prepare(): Promise<string> {
    const { cacheFolder, git, url } = this.options;
    const folder = await claimCloneFolder(cacheFolder, url);
    if (!existsSync(join(folder, 'HEAD'))) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await git.run(folder, ['init', '--quiet', '--bare', '.']);
    }
    return folder;
  }
}
