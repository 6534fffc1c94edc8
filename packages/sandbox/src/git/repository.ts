import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, GitError } from './command';

export interface PullRequest {
  number: number;
  title: string;
  body: string | null;
  /** Branch names. */
  head: string;
  base: string;
  /** Commit of the head branch, kept when the branch goes. */
  headSha: string;
  state: 'open' | 'closed';
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  mergedAt: string | null;
  mergeCommit: string | null;
}

export interface Webhook {
  id: number;
  name: string;
  active: boolean;
  events: string[];
  config: Record<string, unknown>;
  createdAt: string;
}

/** What a git host knows about a repository beyond git itself. */
export interface RepositoryRecord {
  id: number;
  description: string | null;
  private: boolean;
  /** Switches and texts that are only stored and shown, such as `has_wiki`. */
  settings: Record<string, unknown>;
  topics: string[];
  createdAt: string;
  /** By branch name, as it was put. */
  protections: Record<string, Record<string, unknown>>;
  webhooks: Webhook[];
  pulls: PullRequest[];
}

const RECORD = 'bailiwick.json';
const AUTHOR = 'Bailiwick sandbox <sandbox@bailiwick.example>';

/** A bare repository with its record, which is a file beside git's own. */
export class Repository {
  private constructor(
    readonly owner: string,
    readonly name: string,
    readonly folder: string,
    readonly record: RepositoryRecord,
  ) {}

  static open(owner: string, name: string, folder: string): Repository {
    const record = JSON.parse(readFileSync(join(folder, RECORD), 'utf8'));
    return new Repository(owner, name, folder, record);
  }

  static async create(
    owner: string,
    name: string,
    folder: string,
    record: RepositoryRecord,
  ): Promise<Repository> {
    await git('/', ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
    // Collecting garbage goes on in the background, where it would outlive a test's folder.
    appendFileSync(join(folder, 'config'), '[gc]\n\tauto = 0\n[receive]\n\tautogc = false\n');
    const repository = new Repository(owner, name, folder, record);
    repository.save();
    return repository;
  }

  /** To be called after a change of the record. */
  save(): void {
    const file = join(this.folder, RECORD);
    writeFileSync(`${file}.new`, JSON.stringify(this.record, null, 2));
    renameSync(`${file}.new`, file);
  }

  git(...args: string[]): Promise<string> {
    return git(this.folder, args).then(output => output.trim());
  }

  async defaultBranch(): Promise<string> {
    return (await this.git('symbolic-ref', 'HEAD')).replace('refs/heads/', '');
  }

  async setDefaultBranch(branch: string): Promise<void> {
    await this.git('symbolic-ref', 'HEAD', `refs/heads/${branch}`);
  }

  /** The commit that a full ref name or a commit id stands for; undefined when there is none. */
  async commit(name: string): Promise<string | undefined> {
    try {
      return await this.git(
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${name}^{commit}`,
      );
    } catch (error) {
      if (error instanceof GitError) return undefined;
      throw error;
    }
  }

  /** Whether `ancestor` is in the history of `commit`. */
  async contains(commit: string, ancestor: string): Promise<boolean> {
    try {
      await this.git('merge-base', '--is-ancestor', ancestor, commit);
      return true;
    } catch (error) {
      if (error instanceof GitError && error.exitCode === 1) return false;
      throw error;
    }
  }

  async branches(): Promise<{ name: string; sha: string }[]> {
    const lines = await this.git('for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads');
    return lines
      .split('\n')
      .filter(Boolean)
      .map(line => ({ sha: line.slice(0, 40), name: line.slice(41 + 'refs/heads/'.length) }));
  }

  /**
   * Adds one commit to a branch, which is created if need be.
   *
   * @returns the commit id
   */
  async commitFiles(
    branch: string,
    message: string,
    files: Record<string, string>,
  ): Promise<string> {
    const ref = `refs/heads/${branch}`;
    const parent = await this.commit(ref);
    const now = `${Math.floor(Date.now() / 1000)} +0000`;
    const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
    const stream = [
      `commit ${ref}\n`,
      `committer ${AUTHOR} ${now}\n`,
      data(message),
      parent ? `from ${parent}\n` : '',
      ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
      'done\n',
    ];
    await git(this.folder, ['fast-import', '--quiet', '--done'], stream.join(''));
    return this.git('rev-parse', ref);
  }
}
