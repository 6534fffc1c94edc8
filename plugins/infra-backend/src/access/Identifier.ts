import { randomUUID } from 'node:crypto';
import type {
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { RouteDefinition } from '@bailiwick/backstage-plugin-infra-common';
import { forbidden } from '@bailiwick/backstage-plugin-infra-node';
import type { Request } from 'express';
import { notSignedIn } from '../lib/http/errors';
import type { Actor } from './actor';
import type { CurrentBindings } from './CurrentBindings';
import { foldUserRef } from './userRef';

/** Finds out who makes a request, and what roles they have. */
export class Identifier {
  constructor(
    private readonly services: {
      auth: AuthService;
      httpAuth: HttpAuthService;
      userInfo: UserInfoService;
      bindings: CurrentBindings;
    },
  ) {}

  /**
   * A service that calls on behalf of a user counts as the user.
   *
   * @throws InfraError INVALID_CREDENTIALS without a valid token, FORBIDDEN for whom the route does not admit
   */
  async identify(req: Request, callers: RouteDefinition['callers']): Promise<Actor> {
    const { auth, httpAuth, bindings } = this.services;
    const credentials = await httpAuth.credentials(req);
    const requestId = req.requestId ?? randomUUID();
    if (auth.isPrincipal(credentials, 'user')) {
      if (callers === 'services') throw forbidden('Only services of this Backstage may call this');
      const ref = foldUserRef(credentials.principal.userEntityRef);
      const memberOf = () => this.#groupsOf(credentials);
      return {
        ...{ ref, kind: 'user', credentials, memberOf, requestId },
        bindings: await bindings.of(ref),
      };
    }
    if (auth.isPrincipal(credentials, 'service')) {
      if (callers === 'users') throw forbidden('Only users may call this');
      return {
        ref: credentials.principal.subject,
        kind: 'service',
        credentials,
        bindings: [],
        memberOf: async () => [],
        requestId,
      };
    }
    throw notSignedIn();
  }

  async #groupsOf(credentials: BackstageCredentials): Promise<string[]> {
    const { ownershipEntityRefs } = await this.services.userInfo.getUserInfo(credentials);
    return ownershipEntityRefs.map(foldUserRef);
  }
}
