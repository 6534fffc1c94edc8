import { randomUUID } from 'node:crypto';
import type {
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { CATALOG_NAMESPACE, type RouteDefinition } from '@bailiwick/backstage-plugin-infra-common';
import { forbidden } from '@bailiwick/backstage-plugin-infra-node';
import type { Request } from 'express';
import { notSignedIn } from '../lib/http/errors';
import type { Actor } from './actor';
import type { CurrentBindings } from './CurrentBindings';
import { foldUserRef } from './userRef';

/** How subjects of Backstage's own plugins begin; any other is of a token that its configuration lets in from outside. */
const PLUGIN = 'plugin:';

/** A reference by which roles can be given to a script; a subject that cannot be part of one stays what it is, and has none. */
const scriptRef = (subject: string): string => {
  const name = foldUserRef(subject.replace(/^external:/, ''));
  return /^[a-z0-9][a-z0-9._-]*$/.test(name) ? `external:${CATALOG_NAMESPACE}/${name}` : subject;
};

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
    const credentials = await this.services.httpAuth.credentials(req);
    const actor = await this.of(credentials, req.requestId);
    if (actor.kind !== 'service' && callers === 'services') {
      throw forbidden('Only services of this Backstage may call this');
    }
    if (actor.kind === 'service' && callers === 'users')
      throw forbidden('Only users may call this');
    return actor;
  }

  /**
   * Who stands behind credentials.
   *
   * @throws InfraError INVALID_CREDENTIALS for nobody
   */
  async of(credentials: BackstageCredentials, requestId: string = randomUUID()): Promise<Actor> {
    const { auth, bindings } = this.services;
    if (auth.isPrincipal(credentials, 'user')) {
      const ref = foldUserRef(credentials.principal.userEntityRef);
      const memberOf = () => this.#groupsOf(credentials);
      return {
        ...{ ref, kind: 'user', credentials, memberOf, requestId },
        bindings: await bindings.of(ref),
      };
    }
    if (auth.isPrincipal(credentials, 'service')) {
      const { subject } = credentials.principal;
      const memberOf = async () => [];
      const common = { credentials, memberOf, requestId };
      if (subject.startsWith(PLUGIN)) {
        return { ...common, ref: subject, kind: 'service', bindings: [] };
      }
      const ref = scriptRef(subject);
      return { ...common, ref, kind: 'script', bindings: await bindings.of(ref) };
    }
    throw notSignedIn();
  }

  async #groupsOf(credentials: BackstageCredentials): Promise<string[]> {
    const { ownershipEntityRefs } = await this.services.userInfo.getUserInfo(credentials);
    return ownershipEntityRefs.map(foldUserRef);
  }
}
