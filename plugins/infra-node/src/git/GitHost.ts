import { Octokit } from '@octokit/rest';

/** How long one call may take. */
const CALL_MS = 15_000;

/** How many pull requests one call lists. */
const PAGE = 100;

/** Where the API of a git host is, and which repository is meant. */
export interface GitHostPlace {
  /** What `@octokit/rest` calls its base URL. */
  apiUrl: string;
  owner: string;
  repository: string;
}

/** A pull request, as far as it matters here. */
export interface PullRequest {
  number: number;
  url: string;
  state: 'open' | 'merged' | 'closed';
  /** The newest commit of its branch, as the host knows it. */
  head: string;
  /** False where the branch contradicts the one that it is to be merged into; undefined where the host does not say. */
  mergeable?: boolean;
  /** Commit on the base branch that carries the change, once it is merged. */
  mergeCommit?: string;
}

/** A call to the git host's API that failed. The message never holds the token. */
export class GitHostError extends Error {
  readonly name = 'GitHostError';

  constructor(
    message: string,
    /** Whether the same call may succeed in a while. */
    readonly isPassing: boolean,
    /** HTTP status; undefined where there was no answer. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/** The calls to a GitHub-compatible API that pull requests need. */
export class GitHost {
  private readonly octokit: Octokit;
  private readonly repository: { owner: string; repo: string };

  constructor(place: GitHostPlace, token: string) {
    this.repository = { owner: place.owner, repo: place.repository };
    this.octokit = new Octokit({
      auth: token,
      baseUrl: place.apiUrl,
      userAgent: 'bailiwick',
      request: {
        fetch: (url: string, init: RequestInit) =>
          fetch(url, { ...init, signal: AbortSignal.timeout(CALL_MS) }),
      },
    });
  }

  /** The newest pull request from one branch into another. */
  async find(branch: string, base: string): Promise<PullRequest | undefined> {
    const { data } = await this.call('list pull requests', () =>
      this.octokit.pulls.list({
        ...this.repository,
        head: `${this.repository.owner}:${branch}`,
        base,
        state: 'all',
        per_page: 1,
      }),
    );
    return data[0] && toPullRequest(data[0]);
  }

  async open(
    branch: string,
    base: string,
    text: { title: string; body: string },
  ): Promise<PullRequest> {
    const { data } = await this.call('open a pull request', () =>
      this.octokit.pulls.create({ ...this.repository, head: branch, base, ...text }),
    );
    return toPullRequest(data);
  }

  /** Whether the account may push, and what the branch that is worked from is called. */
  async describe(): Promise<{ mayPush: boolean; defaultBranch: string }> {
    const { data } = await this.call('show the repository', () =>
      this.octokit.repos.get(this.repository),
    );
    return { mayPush: data.permissions?.push === true, defaultBranch: data.default_branch };
  }

  /** One pull request. @throws GitHostError with status 404 where there is none */
  async get(number: number): Promise<PullRequest> {
    const { data } = await this.call('show a pull request', () =>
      this.octokit.pulls.get({ ...this.repository, pull_number: number }),
    );
    return toPullRequest(data);
  }

  /** Numbers of all pull requests into a branch that are open. */
  async openNumbers(base: string): Promise<Set<number>> {
    const numbers = new Set<number>();
    for (let page = 1; ; page += 1) {
      const { data } = await this.call('list pull requests', () =>
        this.octokit.pulls.list({
          ...{ ...this.repository, base, state: 'open', per_page: PAGE, page },
        }),
      );
      data.forEach(({ number }) => numbers.add(number));
      if (data.length < PAGE) return numbers;
    }
  }

  /** Gives a pull request another title and text. */
  async describePull(number: number, text: { title: string; body: string }): Promise<void> {
    await this.call('change a pull request', () =>
      this.octokit.pulls.update({ ...this.repository, pull_number: number, ...text }),
    );
  }

  /**
   * Merges a pull request as long as its branch ends in a certain commit.
   *
   * @returns the commit on the base branch
   * @throws GitHostError with status 405 where it cannot be merged, 409 where the branch ends elsewhere
   */
  async merge(number: number, head: string): Promise<string> {
    const { data } = await this.call('merge a pull request', () =>
      this.octokit.pulls.merge({ ...this.repository, pull_number: number, sha: head }),
    );
    return data.sha;
  }

  /** Whether the branch contradicts the one that it is to be merged into. */
  async contradicts(number: number): Promise<boolean> {
    const { data } = await this.call('show a pull request', () =>
      this.octokit.pulls.get({ ...this.repository, pull_number: number }),
    );
    return data.mergeable === false;
  }

  async close(number: number): Promise<void> {
    await this.call('close a pull request', () =>
      this.octokit.pulls.update({ ...this.repository, pull_number: number, state: 'closed' }),
    );
  }

  private async call<T>(what: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      const { status, message } = error as { status?: number; message: string };
      const isPassing = status === undefined || status >= 500 || status === 429;
      throw new GitHostError(
        `The git host did not ${what}${status ? ` (${status})` : ''}: ${message}`,
        isPassing,
        status,
      );
    }
  }
}

function toPullRequest(data: {
  number: number;
  html_url: string;
  state: string;
  merged_at: string | null;
  merge_commit_sha?: string | null;
  head: { sha: string };
  mergeable?: boolean | null;
}): PullRequest {
  const ended = data.merged_at ? 'merged' : 'closed';
  return {
    number: data.number,
    url: data.html_url,
    state: data.state === 'open' ? 'open' : ended,
    head: data.head.sha,
    mergeable: data.mergeable ?? undefined,
    mergeCommit: data.merge_commit_sha ?? undefined,
  };
}
