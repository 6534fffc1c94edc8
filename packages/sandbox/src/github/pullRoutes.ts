import { Request, Router } from 'express';
import { PullRequest, Repository } from '../git/repository';
import { handle } from '../net/routes';
import { accountView } from './accounts';
import { apiUrl, GitHub, repositoryOf, sendPage } from './context';
import { GitHubError, invalid, notFound } from './errors';
import { canMerge, merge, MergeMethod } from './merge';
import { repositoryView } from './repositoryRoutes';

const METHODS: MergeMethod[] = ['merge', 'squash', 'rebase'];

/** Brings an open pull request up to date with its branches. */
async function follow(repository: Repository, pull: PullRequest): Promise<PullRequest> {
  if (pull.state === 'closed') return pull;
  const head = await repository.commit(`refs/heads/${pull.head}`);
  if (head === pull.headSha) return pull;
  pull.updatedAt = new Date().toISOString();
  if (head) {
    pull.headSha = head;
  } else {
    pull.state = 'closed';
    pull.closedAt = pull.updatedAt;
  }
  repository.save();
  return pull;
}

async function pullView(
  github: GitHub,
  repository: Repository,
  pull: PullRequest,
  request: Request,
) {
  const { owner, name } = repository;
  const url = `${apiUrl(request)}/repos/${owner}/${name}/pulls/${pull.number}`;
  const repo = await repositoryView(github, repository, request);
  const user = accountView(github, github.login, request);
  const side = (ref: string, sha: string | undefined) => ({
    ...{ label: `${owner}:${ref}`, ref, sha, user: repo.owner, repo },
  });
  const mergeable = pull.state === 'open' ? await canMerge(repository, pull) : null;
  const mergeableStates = new Map([
    [true, 'clean'],
    [false, 'dirty'],
  ]);
  return {
    id: repository.record.id * 10_000 + pull.number,
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: false,
    locked: false,
    user,
    url,
    html_url: `${repo.html_url}/pull/${pull.number}`,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit,
    merged: pull.mergedAt !== null,
    mergeable,
    mergeable_state: mergeable === null ? 'unknown' : mergeableStates.get(mergeable),
    head: side(pull.head, pull.headSha),
    base: side(pull.base, await repository.commit(`refs/heads/${pull.base}`)),
    labels: [],
    assignees: [],
    requested_reviewers: [],
  };
}

/** Checks and stores a new pull request. */
async function open(repository: Repository, body: Record<string, unknown>): Promise<PullRequest> {
  const problem = (field: string, code: 'missing_field' | 'invalid') =>
    invalid({ resource: 'PullRequest', field, code });
  for (const field of ['title', 'head', 'base']) {
    if (typeof body[field] !== 'string' || !body[field]) throw problem(field, 'missing_field');
  }
  const { pulls } = repository.record;
  const base = `${body.base}`;
  const head = `${body.head}`.replace(`${repository.owner}:`, '');
  const [baseSha, headSha] = await Promise.all(
    [base, head].map(branch => repository.commit(`refs/heads/${branch}`)),
  );
  if (!headSha) throw problem('head', 'invalid');
  if (!baseSha) throw problem('base', 'invalid');
  const custom = (message: string) => invalid({ resource: 'PullRequest', code: 'custom', message });
  if (pulls.some(pull => pull.state === 'open' && pull.head === head && pull.base === base)) {
    throw custom(`A pull request already exists for ${repository.owner}:${head}.`);
  }
  if (await repository.contains(baseSha, headSha)) {
    throw custom(`No commits between ${base} and ${head}`);
  }
  const now = new Date().toISOString();
  const pull: PullRequest = {
    ...{ number: pulls.length + 1, title: `${body.title}`, head, base, headSha },
    body: typeof body.body === 'string' ? body.body : null,
    state: 'open',
    ...{ createdAt: now, updatedAt: now, closedAt: null, mergedAt: null, mergeCommit: null },
  };
  pulls.push(pull);
  repository.save();
  return pull;
}

async function mergePull(repository: Repository, pull: PullRequest, body: Record<string, unknown>) {
  const method = (body.merge_method ?? 'merge') as MergeMethod;
  if (!METHODS.includes(method)) {
    throw invalid({ resource: 'PullRequest', field: 'merge_method', code: 'invalid' });
  }
  if (pull.state === 'closed') throw new GitHubError(405, 'Pull Request is not mergeable');
  if (body.sha !== undefined && body.sha !== pull.headSha) {
    throw new GitHubError(409, 'Head branch was modified. Review and try the merge again.');
  }
  const title =
    method === 'squash'
      ? `${pull.title} (#${pull.number})`
      : `Merge pull request #${pull.number} from ${repository.owner}/${pull.head}`;
  const commit = await merge(repository, pull, method, {
    title: `${body.commit_title ?? title}`,
    body: `${body.commit_message ?? (method === 'squash' ? '' : pull.title)}`,
  });
  if (!commit) throw new GitHubError(405, 'Pull Request is not mergeable');
  const now = new Date().toISOString();
  Object.assign(pull, { state: 'closed', closedAt: now, updatedAt: now, mergedAt: now });
  pull.mergeCommit = commit;
  repository.save();
  if (repository.record.settings.delete_branch_on_merge === true) {
    await repository.git('update-ref', '-d', `refs/heads/${pull.head}`);
  }
  return commit;
}

export function pullRoutes(github: GitHub): Router {
  const router = Router();
  const base = '/repos/:owner/:repo/pulls';

  const pullOf = async (repository: Repository, number: string) => {
    const pull = repository.record.pulls.find(each => `${each.number}` === number);
    if (!pull) throw notFound();
    return follow(repository, pull);
  };

  router.post(
    base,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const pull = await open(repository, request.body);
      response.status(201).json(await pullView(github, repository, pull, request));
    }),
  );
  router.get(
    base,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const { state = 'open', head, base: into } = request.query;
      const pulls = await Promise.all(
        repository.record.pulls.map(pull => follow(repository, pull)),
      );
      const wanted = pulls.filter(
        pull =>
          (state === 'all' || pull.state === state) &&
          (head === undefined || `${repository.owner}:${pull.head}` === head) &&
          (into === undefined || pull.base === into),
      );
      const views = wanted.reverse().map(pull => pullView(github, repository, pull, request));
      sendPage(request, response, await Promise.all(views));
    }),
  );
  router.get(
    `${base}/:number`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const pull = await pullOf(repository, request.params.number);
      response.json(await pullView(github, repository, pull, request));
    }),
  );
  router.patch(
    `${base}/:number`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const pull = await pullOf(repository, request.params.number);
      const { title, body, state } = request.body;
      if (state !== undefined && !['open', 'closed'].includes(state)) {
        throw invalid({ resource: 'PullRequest', field: 'state', code: 'invalid' });
      }
      if (state === 'open' && pull.mergedAt) {
        throw invalid({
          ...{ resource: 'PullRequest', field: 'state', code: 'custom' },
          message: 'state cannot be changed. The pull request is merged.',
        });
      }
      const now = new Date().toISOString();
      if (title !== undefined) pull.title = title;
      if (body !== undefined) pull.body = body;
      if (state !== undefined && state !== pull.state) {
        pull.state = state;
        pull.closedAt = state === 'closed' ? now : null;
      }
      pull.updatedAt = now;
      repository.save();
      response.json(await pullView(github, repository, pull, request));
    }),
  );
  router
    .route(`${base}/:number/merge`)
    .get(
      handle(async (request, response) => {
        const repository = repositoryOf(github, request, response);
        const pull = await pullOf(repository, request.params.number);
        if (!pull.mergedAt) throw notFound();
        response.status(204).end();
      }),
    )
    .put(
      handle(async (request, response) => {
        const repository = repositoryOf(github, request, response);
        const pull = await pullOf(repository, request.params.number);
        const sha = await mergePull(repository, pull, request.body);
        response.json({ sha, merged: true, message: 'Pull Request successfully merged' });
      }),
    );
  return router;
}
