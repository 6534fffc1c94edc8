import express, { Request, RequestHandler, Response, Router } from 'express';
import { z } from 'zod';
import { Faults } from '../faults/Faults';
import { handle } from '../net/routes';
import { resourcesOf } from './comparison';
import { ArgoCdError, sendError } from './errors';
import { ArgoCdFaults } from './faults';
import { FollowedApplication } from './followedApplication';
import { listOf, selectFields, wantedBy } from './query';
import { Application } from './types';

const VERSION = {
  Version: 'v3.0.0+sandbox',
  BuildDate: '2026-01-01T00:00:00Z',
  GitCommit: '0000000000000000000000000000000000000000',
  GoVersion: 'none',
  Platform: 'sandbox',
};

/** Who the token belongs to. */
const USERNAME = 'bailiwick';
const ISSUER = 'argocd';

export interface Applications {
  followed: Map<string, FollowedApplication>;
  /** Applications that follow nothing. */
  fixed: Map<string, Application>;
  /** What the token may see. */
  projects: string[];
}

const syncRequest = z.object({
  revision: z.string().optional(),
  prune: z.boolean().optional(),
  dryRun: z.boolean().optional(),
  resources: z
    .array(
      z.object({
        group: z.string().optional(),
        kind: z.string(),
        namespace: z.string().optional(),
        name: z.string(),
      }),
    )
    .nullish()
    .transform(resources => resources ?? undefined),
  syncOptions: z
    .object({ items: z.array(z.string()).optional() })
    .nullish()
    .transform(options => options?.items),
});

/** Argo CD's REST API, to be mounted at `/argocd`. */
export function argoCdApi(
  applications: Applications,
  token: string,
  faults: Faults<ArgoCdFaults>,
): Router {
  const router = Router();
  router.use((_request, _response, next) => {
    const { mode } = faults.current;
    if (mode === 'hang') return; // neither answered nor closed
    if (mode === 'error500') next(new ArgoCdError('Internal', 'the controller is not available'));
    else next();
  });
  router.get('/api/version', (_request, response) => {
    response.json(VERSION);
  });
  router.get('/api/v1/session/userinfo', (request, response) => {
    const loggedIn = bearer(request) === token;
    response.json(loggedIn ? { loggedIn, username: USERNAME, iss: ISSUER, groups: [] } : {});
  });
  router.use('/api/v1', authenticate(token), express.json());
  router.use('/api/v1/applications', applicationRoutes(applications));
  router.use((_request, _response, next) => next(new ArgoCdError('NotFound', 'Not Found')));
  router.use(sendError);
  return router;
}

function bearer(request: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
}

function authenticate(token: string): RequestHandler {
  return (request, _response, next) => {
    const given = bearer(request);
    if (given === token) return next();
    return next(
      given === undefined
        ? new ArgoCdError('Unauthenticated', 'no session information')
        : new ArgoCdError('Unauthenticated', 'invalid session: token signature is invalid'),
    );
  };
}

function applicationRoutes({ followed, fixed, projects }: Applications): Router {
  const router = Router();

  const visible = () =>
    [...[...followed.values()].map(each => each.view()), ...fixed.values()]
      .filter(({ spec }) => projects.includes(spec.project))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));

  /** Of what one may not see one does not learn that it exists, unless one names the project. */
  const find = (request: Request): Application => {
    const { name } = request.params;
    const [project] = [...listOf(request.query.project), ...listOf(request.query.projects)];
    if (project && !projects.includes(project)) {
      throw new ArgoCdError('PermissionDenied', 'permission denied');
    }
    const found = followed.get(name)?.view() ?? fixed.get(name);
    if (
      found &&
      projects.includes(found.spec.project) &&
      (project ?? found.spec.project) === found.spec.project
    ) {
      return found;
    }
    if (project) {
      throw new ArgoCdError('NotFound', `applications.argoproj.io "${name}" not found`);
    }
    throw new ArgoCdError('PermissionDenied', 'permission denied');
  };

  /** An application that can be operated; those that follow nothing cannot. */
  const findFollowed = (request: Request): FollowedApplication => {
    const { name } = find(request).metadata;
    const found = followed.get(name);
    if (!found) {
      throw new ArgoCdError('FailedPrecondition', `application "${name}" cannot be operated here`);
    }
    return found;
  };

  const send = (request: Request, response: Response, answer: unknown) => {
    const [fields] = listOf(request.query.fields);
    response.json(fields ? selectFields(answer, fields) : answer);
  };

  router.get('/', (request, response) => {
    const items = visible().filter(wantedBy(request.query));
    send(request, response, { metadata: { resourceVersion: `${Date.now()}` }, items });
  });
  router.get(
    '/:name',
    handle(async (request, response) => {
      find(request);
      const [refresh] = listOf(request.query.refresh);
      if (refresh) await followed.get(request.params.name)?.refresh();
      send(request, response, find(request));
    }),
  );
  router.post(
    '/:name/sync',
    handle(async (request, response) => {
      const application = findFollowed(request);
      const { success, data, error } = syncRequest.safeParse(request.body);
      if (!success) throw new ArgoCdError('InvalidArgument', z.prettifyError(error));
      await application.sync(data, USERNAME);
      send(request, response, application.view());
    }),
  );
  router.delete('/:name/operation', (request, response) => {
    findFollowed(request).terminate();
    response.json({});
  });
  router.get('/:name/resource-tree', (request, response) => {
    const { metadata, status } = find(request);
    const live = followed.get(metadata.name)?.cluster.all() ?? [];
    const nodes = live.flatMap(({ entry, uid, createdAt }) =>
      resourcesOf(entry.name).map(key => ({
        ...key,
        uid: `${uid}-${key.kind.toLowerCase()}`,
        resourceVersion: '1',
        createdAt: createdAt.toISOString(),
        health: status.resources?.find(each => each.kind === key.kind && each.name === key.name)
          ?.health,
      })),
    );
    response.json({ nodes, orphanedNodes: [], hosts: [] });
  });
  router.get(
    '/:name/revisions/:revision/metadata',
    handle(async (request, response) => {
      const application = findFollowed(request);
      response.json(await application.source.metadata(request.params.revision));
    }),
  );
  return router;
}
