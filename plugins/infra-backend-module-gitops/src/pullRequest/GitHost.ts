import { Octokit } from '@octokit/rest';
import type { PullRequestSettings } from '../settings';

/** How long one call may take. */
const CALL_MS = 15_000;

/** A pull request, as far as it matters here. */
export interface PullRequest {
  number: number;
  url: string;
  state: 'open' | 'merged' | 'closed';
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
  ) {
    super(message);
  }
}

/** The calls to a GitHub-compatible API that pull requests need. */
export class GitHost {
  private readonly octokit: Octokit;
  private readonly repository: { owner: string; repo: string };

  constructor(settings: PullRequestSettings, token: string) {
    this.repository = { owner: settings.owner, repo: settings.repository };
    this.octokit = new Octokit({
      auth: token,
      baseUrl: settings.apiUrl,
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
}): PullRequest {
  const ended = data.merged_at ? 'merged' : 'closed';
  return {
    number: data.number,
    url: data.html_url,
    state: data.state === 'open' ? 'open' : ended,
    mergeCommit: data.merge_commit_sha ?? undefined,
  };
}
