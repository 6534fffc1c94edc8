import express, { RequestHandler, Router } from 'express';
import { Faults } from '../faults/Faults';
import { GitFaults } from '../git/faults';
import { credentialOf, hangUp } from '../net/routes';
import { accounts } from './accounts';
import { branchRoutes } from './branchRoutes';
import { contentRoutes } from './contentRoutes';
import { GitHub } from './context';
import { GitHubError, sendError, unknownRoute } from './errors';
import { pullRoutes } from './pullRoutes';
import { refRoutes } from './refRoutes';
import { repositoryRoutes } from './repositoryRoutes';
import { webhookRoutes } from './webhookRoutes';

/** The subset of GitHub's REST API that acts on the repositories, to be mounted at `/github`. */
export function githubApi(github: GitHub, token: string, faults: Faults<GitFaults>): Router {
  const router = Router();
  router.use((_request, response, next) => (faults.current.down ? hangUp(response) : next()));
  router.use(express.json({ limit: '5mb' }), authenticate(token));
  router.use(
    accounts(github),
    repositoryRoutes(github),
    branchRoutes(github),
    refRoutes(github),
    contentRoutes(github),
    webhookRoutes(github),
    pullRoutes(github),
  );
  router.use(unknownRoute, sendError);
  return router;
}

/** Public repositories may be read by anybody; everything else needs the token. */
function authenticate(token: string): RequestHandler {
  return (request, response, next) => {
    const credential = credentialOf(request);
    if (credential !== undefined && credential !== token) {
      throw new GitHubError(401, 'Bad credentials');
    }
    response.locals.authenticated = credential === token;
    const open = request.method === 'GET' && /^\/(repos|users|orgs)\//.test(request.path);
    if (!response.locals.authenticated && !open) {
      throw new GitHubError(401, 'Requires authentication');
    }
    next();
  };
}
