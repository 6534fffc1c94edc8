import { setTimeout as sleep } from 'node:timers/promises';
import express, { Request, Response, Router } from 'express';
import { Faults } from '../../faults/Faults';
import { handle, hangUp } from '../../net/routes';
import { AwsError } from '../errors';
import { AwsFaults } from '../faults';
import { Identities } from '../identities';
import { verify } from '../signature';
import { AwsState, LambdaFunction } from '../state';
import { signedRequest } from '../wire';
import { isPending } from './described';
import { isPublic } from './policy';

/** What answers at the addresses of functions; to be mounted at `LAMBDA_URLS`. */
export function functionUrls(
  state: AwsState,
  identities: Identities,
  faults: Faults<AwsFaults>,
): Router {
  const find = (id: string) =>
    Object.entries(state.functions).find(([, { url }]) => url?.id === id);

  function answer(request: Request, response: Response): void {
    const found = find(request.params.id);
    if (!found) return void response.status(404).json({ Message: 'There is no such function' });
    const [name, each] = found;
    const refusal = refusalOf(each, request, identities);
    if (refusal) return void response.status(403).json({ Message: refusal });
    if (isPending(each)) return void response.status(502).json({ Message: 'It is being created' });
    if (each.concurrency === 0) {
      return void response.status(429).json({ Message: 'The function may not run at all' });
    }
    const { functions } = faults.current;
    const told = Object.hasOwn(functions, name) ? functions[name] : 200;
    // Whoever waits has to give up, or the sandbox stops.
    if (told === 'hang') return undefined;
    return void response.status(told).json({
      standIn: 'This is no answer of the function: the sandbox does not run images.',
      function: name,
      image: each.imageUri,
      digest: each.digest,
    });
  }

  const router = Router();
  router.use(express.raw({ type: () => true, limit: '6mb' }));
  router.use(
    '/:id',
    handle(async (request, response) => {
      const { mode, delaySeconds } = faults.current;
      if (mode === 'down') return hangUp(response);
      if (delaySeconds > 0) await sleep(delaySeconds * 1000, undefined, { ref: false });
      if (mode === 'throttle') return void response.status(429).json({ Message: 'Rate exceeded' });
      return answer(request, response);
    }),
  );
  return router;
}

/** Why the caller may not call, if so: everybody may where the function says so, else who signs. */
function refusalOf(each: LambdaFunction, request: Request, identities: Identities) {
  if (each.url?.authType === 'NONE') return isPublic(each) ? undefined : 'Forbidden';
  try {
    const { service } = verify(signedRequest(request), identities);
    return service === 'lambda' ? undefined : `It is signed for ${service}, not for lambda`;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}
