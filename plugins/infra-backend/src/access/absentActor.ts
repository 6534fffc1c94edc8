import { randomUUID } from 'node:crypto';
import type { AuthService } from '@backstage/backend-plugin-api';
import type { Actor } from './actor';
import type { CurrentBindings } from './CurrentBindings';

/**
 * Somebody on whose behalf something goes on while they are not there: with their roles of now, and nobody's credentials, so that no
 * permission policy can be asked about them.
 */
export async function absentActor(
  ref: string,
  {
    auth,
    bindings,
  }: { auth: Pick<AuthService, 'getNoneCredentials'>; bindings: Pick<CurrentBindings, 'of'> },
): Promise<Actor> {
  return {
    ...{ ref, kind: 'user', requestId: randomUUID(), memberOf: async () => [] },
    credentials: await auth.getNoneCredentials(),
    bindings: await bindings.of(ref),
  };
}
