import { Request, Router } from 'express';
import { Repository } from '../git/repository';
import { handle } from '../net/routes';
import { apiUrl, GitHub, repositoryOf } from './context';
import { GitHubError, notFound } from './errors';

const COMMIT = /^[0-9a-f]{40}$/;

function refView(repository: Repository, request: Request, ref: string, sha: string) {
  const url = `${apiUrl(request)}/repos/${repository.owner}/${repository.name}/git`;
  return {
    ref,
    url: `${url}/${ref}`,
    object: { type: 'commit', sha, url: `${url}/commits/${sha}` },
  };
}

async function knownCommit(repository: Repository, sha: unknown): Promise<string> {
  const commit = COMMIT.test(`${sha}`) ? await repository.commit(`${sha}`) : undefined;
  if (!commit) throw new GitHubError(422, 'Object does not exist');
  return commit;
}

/** Git references: branches and tags by their full names. */
export function refRoutes(github: GitHub): Router {
  const router = Router();
  const base = '/repos/:owner/:repo/git';

  router.get(
    `${base}/ref/*`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const ref = `refs/${request.params[0]}`;
      const sha = await repository.commit(ref);
      if (!sha) throw notFound();
      response.json(refView(repository, request, ref, sha));
    }),
  );
  router.post(
    `${base}/refs`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const { ref } = request.body;
      if (!/^refs\/[\w.-]+\/[\w./-]+$/.test(ref)) {
        throw new GitHubError(422, `Reference name must start with 'refs/' and have two slashes`);
      }
      const sha = await knownCommit(repository, request.body.sha);
      if (await repository.commit(ref)) throw new GitHubError(422, 'Reference already exists');
      await repository.git('update-ref', ref, sha, '');
      response.status(201).json(refView(repository, request, ref, sha));
    }),
  );
  router.patch(
    `${base}/refs/*`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const ref = `refs/${request.params[0]}`;
      const old = await repository.commit(ref);
      if (!old) throw new GitHubError(422, 'Reference does not exist');
      const sha = await knownCommit(repository, request.body.sha);
      if (request.body.force !== true && !(await repository.contains(sha, old))) {
        throw new GitHubError(422, 'Update is not a fast forward');
      }
      await repository.git('update-ref', ref, sha, old);
      response.json(refView(repository, request, ref, sha));
    }),
  );
  router.delete(
    `${base}/refs/*`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const ref = `refs/${request.params[0]}`;
      const old = await repository.commit(ref);
      if (!old) throw new GitHubError(422, 'Reference does not exist');
      await repository.git('update-ref', '-d', ref, old);
      response.status(204).end();
    }),
  );
  return router;
}
