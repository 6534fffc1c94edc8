import { requestId } from '@bailiwick/backstage-plugin-infra-node';
import { RequestHandler, Router } from 'express';
import { credentialsBody } from './credentials';

const keepPrivate: RequestHandler = (request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  // Nothing here takes a bearer token, and one that has expired would fail the audit event.
  delete request.headers.authorization;
  next();
};

/** What happens to every request to the provider before the auth plugin sees it. */
export function prepareRequests(providerId: string): Router {
  const router = Router();
  router.use(`/${providerId}`, requestId(), keepPrivate, credentialsBody());
  return router;
}
