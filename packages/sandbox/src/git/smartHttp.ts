import { spawn } from 'node:child_process';
import { Request, Response, Router } from 'express';
import { Faults } from '../faults/Faults';
import { credentialOf, handle, hangUp } from '../net/routes';
import { gitEnvironment } from './command';
import { GitFaults } from './faults';
import { isPush, refusePush } from './refusePush';
import { Repositories } from './repositories';

/** What git asks for. As on real hosts it is answered without `.git` too, where people copy the address of a page. */
const SERVICES = ['/info/refs', '/git-upload-pack', '/git-receive-pack'];

/** Serves the repositories by `git http-backend`, at `/<owner>/<name>.git` and `/<owner>/<name>`. */
export function smartHttp(
  repositories: Repositories,
  token: string,
  faults: Faults<GitFaults>,
): Router {
  const router = Router();
  router.use('/:owner/:name', (request, _response, next) =>
    isForGit(request) ? next() : next('router'),
  );
  router.use(
    '/:owner/:name',
    handle(async (request, response) => {
      if (faults.current.down) return hangUp(response);
      const { owner, name } = request.params;
      const repository = repositories.find(owner, name.replace(/\.git$/, ''));
      const credential = credentialOf(request);
      const mayWrite = credential === token;
      if (credential !== undefined && !mayWrite) return askForCredentials(response);
      if (!mayWrite && (writes(request) || repository?.record.private)) {
        return askForCredentials(response);
      }
      if (!repository) {
        response.status(404).type('text').send('Repository not found.\n');
        return undefined;
      }
      if (isPush(request) && faults.current.rejectPushes > 0) {
        faults.set({ rejectPushes: faults.current.rejectPushes - 1 });
        return refusePush(request, response);
      }
      return backend(repository.folder, mayWrite, request, response);
    }),
  );
  return router;
}

function isForGit({ params, path }: Request): boolean {
  return params.name.endsWith('.git') || SERVICES.includes(path);
}

function writes(request: Request): boolean {
  return request.path.endsWith('/git-receive-pack') || request.query.service === 'git-receive-pack';
}

function askForCredentials(response: Response): void {
  response
    .status(401)
    .set('www-authenticate', 'Basic realm="Bailiwick sandbox"')
    .type('text')
    .send('Credentials are missing or wrong.\n');
}

/** Passes the request to `git http-backend`, a CGI program, and its answer back. */
async function backend(
  folder: string,
  mayWrite: boolean,
  request: Request,
  response: Response,
): Promise<void> {
  const query = request.originalUrl.split('?')[1] ?? '';
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: request.path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.get('content-type') ?? '',
      REMOTE_ADDR: request.socket.remoteAddress ?? '',
      ...(mayWrite ? { REMOTE_USER: 'git' } : {}),
      HTTP_CONTENT_ENCODING: request.get('content-encoding') ?? '',
      GIT_PROTOCOL: request.get('git-protocol') ?? '',
    },
  });
  response.on('close', () => child.exitCode ?? child.kill());
  child.stdin.on('error', () => undefined); // the program may answer before it has read everything
  request.pipe(child.stdin);

  let head: Buffer | undefined = Buffer.alloc(0);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      if (head) reject(new Error('git http-backend ended without an answer'));
      else response.end(() => resolve());
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (!head) {
        response.write(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      sendHead(head.toString('latin1', 0, end), response);
      response.write(head.subarray(end + 4));
      head = undefined;
    });
  });
}

function sendHead(head: string, response: Response): void {
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') response.status(Number.parseInt(value, 10));
    else response.setHeader(name, value);
  }
}
