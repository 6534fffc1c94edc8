import { ConflictError } from '@backstage/errors';
import { Octokit } from '@octokit/rest';

/** Where the repository is and by what it is reached. */
export interface RepositoryAddress {
  apiBaseUrl: string;
  token: string;
  owner: string;
  repo: string;
}

export interface WebhookSettings {
  url: string;
  secret?: string;
  events?: string[];
}

const hasStatus = (error: unknown, status: number): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === status;

/** One repository on GitHub or a server that speaks its API. Every step can be repeated: it finds what an earlier try left. */
export class GitHubRepository {
  private readonly octokit: Octokit;
  private readonly where: { owner: string; repo: string };

  constructor({ apiBaseUrl, token, owner, repo }: RepositoryAddress) {
    this.octokit = new Octokit({ baseUrl: apiBaseUrl, auth: token });
    this.where = { owner, repo };
  }

  /**
   * Creates it, or takes over an empty one of that name, which a try that was cut off leaves behind. One that has commits is refused.
   *
   * @returns the URL to clone from and the page to look at
   */
  async create(settings: { description?: string; private: boolean }) {
    const { owner, repo } = this.where;
    try {
      const { data } = await this.requestCreation({ name: repo, ...settings });
      return { cloneUrl: data.clone_url, htmlUrl: data.html_url };
    } catch (error) {
      if (!hasStatus(error, 422)) throw error;
    }
    const { data } = await this.octokit.rest.repos.get(this.where);
    if (await this.hasCommits()) {
      throw new ConflictError(`The repository ${owner}/${repo} exists already and is not empty`);
    }
    return { cloneUrl: data.clone_url, htmlUrl: data.html_url };
  }

  async setTopics(names: string[]): Promise<void> {
    await this.octokit.rest.repos.replaceAllTopics({ ...this.where, names });
  }

  /** Adds a webhook unless one with the same URL is there. */
  async addWebhook({ url, secret, events = ['push'] }: WebhookSettings): Promise<void> {
    const { data: hooks } = await this.octokit.rest.repos.listWebhooks({
      ...this.where,
      per_page: 100,
    });
    if (hooks.some(hook => hook.config.url === url)) return;
    await this.octokit.rest.repos.createWebhook({
      ...this.where,
      config: { url, secret, content_type: 'json', insecure_ssl: '0' },
      events,
    });
  }

  /** Changes reach the branch by reviewed pull requests only. */
  async protect(branch: string, approvals: number): Promise<void> {
    await this.octokit.rest.repos.updateBranchProtection({
      ...this.where,
      branch,
      enforce_admins: true,
      required_status_checks: null,
      restrictions: null,
      required_pull_request_reviews: { required_approving_review_count: approvals },
    });
  }

  /** Where it is, or a failure with status 404. */
  async find() {
    const { data } = await this.octokit.rest.repos.get(this.where);
    return {
      ...{ cloneUrl: data.clone_url, htmlUrl: data.html_url },
      defaultBranch: data.default_branch,
    };
  }

  /** Opens a pull request, or finds the open one between the two branches. */
  async openPullRequest(request: { title: string; body?: string; head: string; base: string }) {
    try {
      const { data } = await this.octokit.rest.pulls.create({ ...this.where, ...request });
      return { number: data.number, url: data.html_url };
    } catch (error) {
      if (!hasStatus(error, 422)) throw error;
      const { data: open } = await this.octokit.rest.pulls.list({
        ...this.where,
        ...{ state: 'open', base: request.base, head: `${this.where.owner}:${request.head}` },
      });
      if (open.length === 0) throw error;
      return { number: open[0].number, url: open[0].html_url };
    }
  }

  private async requestCreation(settings: {
    name: string;
    description?: string;
    private: boolean;
  }) {
    const { data: me } = await this.octokit.rest.users.getAuthenticated();
    return me.login === this.where.owner
      ? this.octokit.rest.repos.createForAuthenticatedUser(settings)
      : this.octokit.rest.repos.createInOrg({ org: this.where.owner, ...settings });
  }

  private async hasCommits(): Promise<boolean> {
    const { data: branches } = await this.octokit.rest.repos.listBranches({
      ...this.where,
      per_page: 1,
    });
    return branches.length > 0;
  }
}
