import { Request, Router } from 'express';
import { Repository } from '../git/repository';
import { handle } from '../net/routes';
import { apiUrl, GitHub, repositoryOf, sendPage } from './context';
import { GitHubError, notFound } from './errors';

/** Keys that a protection must name, if only as null. */
const REQUIRED = [
  'required_status_checks',
  'enforce_admins',
  'required_pull_request_reviews',
  'restrictions',
];

/** Switches, which go in as a boolean and come out as an object. */
const SWITCHES = [
  'enforce_admins',
  'required_linear_history',
  'allow_force_pushes',
  'allow_deletions',
  'block_creations',
  'required_conversation_resolution',
  'lock_branch',
  'allow_fork_syncing',
];

function protectionView(url: string, protection: Record<string, unknown>) {
  const rules = Object.entries(protection).filter(
    ([key, value]) => value !== null && !SWITCHES.includes(key),
  );
  const switches = SWITCHES.map(key => [key, { enabled: protection[key] === true }]);
  return { url, ...Object.fromEntries(rules), ...Object.fromEntries(switches) };
}

function branchView(repository: Repository, request: Request, name: string, sha: string) {
  const url = `${apiUrl(request)}/repos/${repository.owner}/${repository.name}`;
  return {
    name,
    commit: { sha, url: `${url}/commits/${sha}` },
    protected: name in repository.record.protections,
    protection_url: `${url}/branches/${encodeURIComponent(name)}/protection`,
  };
}

/** Branches and their protection, which is kept and shown but binds nobody: the token is an admin's. */
export function branchRoutes(github: GitHub): Router {
  const router = Router();
  const base = '/repos/:owner/:repo/branches';

  const existing = async (repository: Repository, branch: string) => {
    const sha = await repository.commit(`refs/heads/${branch}`);
    if (!sha) throw notFound('Branch not found');
    return sha;
  };

  router.get(
    base,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const branches = await repository.branches();
      const views = branches.map(({ name, sha }) => branchView(repository, request, name, sha));
      sendPage(request, response, views);
    }),
  );
  router.get(
    `${base}/:branch`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const { branch } = request.params;
      const sha = await existing(repository, branch);
      response.json(branchView(repository, request, branch, sha));
    }),
  );
  router
    .route(`${base}/:branch/protection`)
    .get(
      handle(async (request, response) => {
        const repository = repositoryOf(github, request, response);
        await existing(repository, request.params.branch);
        const protection = repository.record.protections[request.params.branch];
        if (!protection) throw notFound('Branch not protected');
        response.json(protectionView(apiUrl(request) + request.path, protection));
      }),
    )
    .put(
      handle(async (request, response) => {
        const repository = repositoryOf(github, request, response);
        await existing(repository, request.params.branch);
        const missing = REQUIRED.filter(key => request.body[key] === undefined);
        if (missing.length > 0) {
          const lines = missing.map(key => `"${key}" wasn't supplied.`);
          throw new GitHubError(422, `Invalid request.\n\n${lines.join('\n')}`);
        }
        repository.record.protections[request.params.branch] = request.body;
        repository.save();
        response.json(protectionView(apiUrl(request) + request.path, request.body));
      }),
    )
    .delete(
      handle(async (request, response) => {
        const repository = repositoryOf(github, request, response);
        await existing(repository, request.params.branch);
        if (!repository.record.protections[request.params.branch]) {
          throw notFound('Branch not protected');
        }
        delete repository.record.protections[request.params.branch];
        repository.save();
        response.status(204).end();
      }),
    );
  return router;
}
