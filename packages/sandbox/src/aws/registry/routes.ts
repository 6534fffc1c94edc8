import { setTimeout as sleep } from 'node:timers/promises';
import { ErrorRequestHandler, Request, Response, Router } from 'express';
import { Faults } from '../../faults/Faults';
import { handle, hangUp, originOf } from '../../net/routes';
import { AwsFaults } from '../faults';
import { AWS_ACCOUNT } from '../identities';
import { KeptState } from '../state';
import * as blobs from './blobs';
import { BlobStore } from './blobStore';
import { RegistryCall } from './context';
import { RegistryError } from './errors';
import { imagesOf } from './images';
import * as manifests from './manifests';
import { isPassword, REGISTRY_USER } from './passwords';

interface Operation {
  method: string;
  /** By the name that policies of AWS have for it. */
  action: string;
  run(call: RegistryCall): Promise<void>;
}

const operation = (method: string, action: string, run: Operation['run']): Operation => ({
  ...{ method, action, run },
});

/** By path: the repository, then what of it. The longer paths come first. */
const ROUTES: [RegExp, Operation[]][] = [
  [/^\/(.+)\/blobs\/uploads()\/?$/, [operation('POST', 'InitiateLayerUpload', blobs.beginUpload)]],
  [
    /^\/(.+)\/blobs\/uploads\/([^/]+)$/,
    [
      operation('GET', 'UploadLayerPart', blobs.showUpload),
      operation('PATCH', 'UploadLayerPart', blobs.continueUpload),
      operation('PUT', 'CompleteLayerUpload', blobs.finishUpload),
      operation('DELETE', 'UploadLayerPart', blobs.cancelUpload),
    ],
  ],
  [
    /^\/(.+)\/blobs\/([^/]+)$/,
    [
      operation('HEAD', 'BatchCheckLayerAvailability', blobs.readBlob),
      operation('GET', 'GetDownloadUrlForLayer', blobs.readBlob),
    ],
  ],
  [
    /^\/(.+)\/manifests\/([^/]+)$/,
    [
      operation('HEAD', 'BatchGetImage', manifests.readOneManifest),
      operation('GET', 'BatchGetImage', manifests.readOneManifest),
      operation('PUT', 'PutImage', manifests.putManifest),
    ],
  ],
  [/^\/(.+)\/tags\/list()$/, [operation('GET', 'ListImages', manifests.listTags)]],
  [/^\/(.+)\/referrers\/([^/]+)$/, [operation('GET', 'BatchGetImage', manifests.listReferrers)]],
];

const sendRefusal: ErrorRequestHandler = (error, request, response, next) => {
  if (!(error instanceof RegistryError) || response.headersSent) return next(error);
  const { status, code, message, headers } = error;
  const answer = () => {
    response
      .status(status)
      .set(headers)
      .json({ errors: [{ code, message }] });
  };
  // Clients that still send would take an answer for a broken connection.
  if (request.readableEnded) answer();
  else request.once('end', answer).resume();
  return undefined;
};

/** The registry of ECR, as the distribution specification has it; to be mounted at `/v2`. */
export function registryRoutes(
  state: KeptState,
  store: BlobStore,
  faults: Faults<AwsFaults>,
): Router {
  async function answer(request: Request, response: Response): Promise<void> {
    const { mode, refuse } = faults.current;
    if (mode === 'throttle') throw new RegistryError(429, 'TOOMANYREQUESTS', 'Rate exceeded');
    authenticate(request);
    if (request.path === '/') return void response.json({});
    const { found, name, target } = routed(request);
    if (Object.hasOwn(refuse, `ecr:${found.action}`)) {
      const message = `The sandbox was told to refuse ecr:${found.action}`;
      throw new RegistryError(403, 'DENIED', message);
    }
    const { repositories } = state.current;
    if (!Object.hasOwn(repositories, name)) {
      const message = `The repository with name '${name}' does not exist in the registry with id '${AWS_ACCOUNT}'`;
      throw new RegistryError(404, 'NAME_UNKNOWN', message);
    }
    const repository = repositories[name];
    const query = new URLSearchParams(request.originalUrl.split('?')[1]);
    const images = imagesOf(repository);
    const call = { name, repository, images, target, query, request, response, store, state };
    return found.run(call);
  }

  const router = Router();
  router.use(
    handle(async (request, response) => {
      const { mode, delaySeconds } = faults.current;
      if (mode === 'down') return hangUp(response);
      if (delaySeconds > 0) await sleep(delaySeconds * 1000, undefined, { ref: false });
      response.set('docker-distribution-api-version', 'registry/2.0');
      return answer(request, response);
    }),
  );
  router.use(sendRefusal);
  return router;
}

/** @throws RegistryError that says how to sign in */
function authenticate(request: Request): void {
  const [scheme, value = ''] = (request.get('authorization') ?? '').split(' ');
  const [user, password = ''] = Buffer.from(value, 'base64').toString('utf8').split(':');
  if (scheme.toLowerCase() === 'basic' && user === REGISTRY_USER && isPassword(password)) return;
  throw new RegistryError(401, 'UNAUTHORIZED', 'Not Authorized', {
    'www-authenticate': `Basic realm="${originOf(request)}/",service="ecr.amazonaws.com"`,
  });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new RegistryError(400, 'UNSUPPORTED', `The path "${path}" is wrongly encoded`);
  }
}

function routed(request: Request) {
  const path = decoded(request.path);
  for (const [pattern, operations] of ROUTES) {
    const match = pattern.exec(path);
    if (match) {
      const found = operations.find(({ method }) => method === request.method);
      if (found) return { found, name: match[1], target: match[2] };
      const message = `The registry does not ${request.method} ${path}`;
      throw new RegistryError(405, 'UNSUPPORTED', message);
    }
  }
  throw new RegistryError(404, 'UNSUPPORTED', `The registry has no ${path}`);
}
