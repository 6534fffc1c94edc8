import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import { createHash } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { type StateKeeper, StateLocked } from './StateKeeper';
import type { LockInfo, StateRun } from './StateStore';

/** Where tools find the states of resources. */
export const STATE_PATH = '/state';

const LIMIT = '64mb';
const LOCK_LIMIT = '1mb';

type ToolHandler = (run: StateRun, req: Request, res: Response) => Promise<void>;

/** User name and password of HTTP's basic authentication; undefined where there are none. */
function credentialOf(req: Request): { username: string; password: string } | undefined {
  const [, encoded] = /^basic\s+(\S+)$/i.exec(req.get('authorization') ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, username, password] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return username === undefined ? undefined : { username, password };
}

const bytes = (req: Request): Buffer => (Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0));

const lockIdOf = (req: Request): string | undefined =>
  typeof req.query.ID === 'string' && req.query.ID !== '' ? req.query.ID : undefined;

function readLock(req: Request): LockInfo {
  let info: unknown;
  try {
    info = JSON.parse(bytes(req).toString('utf8'));
  } catch {
    throw validationError([{ pointer: '', message: 'must be what the tool says of its lock' }]);
  }
  const { ID } = (info ?? {}) as Record<string, unknown>;
  if (typeof ID !== 'string' || ID === '') {
    throw validationError([{ pointer: '/ID', message: 'must be text' }]);
  }
  return info as LockInfo;
}

/**
 * The HTTP backend of OpenTofu and Terraform: `GET`, `POST`, `DELETE`, `LOCK` and `UNLOCK` of `/state/<resource>`. Who calls is a run,
 * by the credential it was given; nobody else gets in, whoever they are.
 */
export function mountToolRoutes(router: Router, keeper: StateKeeper): void {
  const path = `${STATE_PATH}/:resourceId`;

  const admit =
    (handler: ToolHandler): RequestHandler =>
    async (req, res) => {
      const credential = credentialOf(req);
      if (!credential) {
        res.set('WWW-Authenticate', 'Basic realm="state"').status(401).end();
        return;
      }
      // Before the body is read: nobody unknown has us take in 64 MiB.
      const run = await keeper.admit(credential, req.params.resourceId.toLowerCase());
      await readBody(req, res);
      try {
        await handler(run, req, res);
      } catch (error) {
        if (!(error instanceof StateLocked)) throw error;
        res.status(423).json(error.lock.info);
      }
    };

  router.get(
    path,
    admit(async (run, _req, res) => {
      const content = await keeper.read(run);
      if (!content) {
        res.status(204).end();
        return;
      }
      const digest = createHash('md5').update(content).digest('base64');
      res.set({ 'Content-Type': 'application/json', 'Content-MD5': digest }).send(content);
    }),
  );

  router.post(
    path,
    admit(async (run, req, res) => {
      const digest = req.get('content-md5');
      await keeper.write(run, bytes(req), { lockId: lockIdOf(req), digest });
      res.status(200).end();
    }),
  );

  router.delete(
    path,
    admit(async (run, req, res) => {
      await keeper.remove(run, lockIdOf(req));
      res.status(200).end();
    }),
  );

  router.lock(
    path,
    admit(async (run, req, res) => {
      await keeper.lock(run, readLock(req));
      res.status(200).end();
    }),
  );

  router.unlock(
    path,
    admit(async (run, req, res) => {
      await keeper.unlock(run, readLock(req).ID);
      res.status(200).end();
    }),
  );
}

const parsers = {
  state: express.raw({ type: () => true, limit: LIMIT }),
  lock: express.raw({ type: () => true, limit: LOCK_LIMIT }),
};

function readBody(req: Request, res: Response): Promise<void> {
  const parse = req.method === 'POST' ? parsers.state : parsers.lock;
  return new Promise((resolve, reject) => {
    parse(req, res, (error?: unknown) => (error ? reject(error) : resolve()));
  });
}
