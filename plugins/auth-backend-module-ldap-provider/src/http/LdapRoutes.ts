import { AuditorService } from '@backstage/backend-plugin-api';
import {
  AuthProviderRouteHandlers,
  AuthResolverContext,
  ClientAuthResponse,
  prepareBackstageIdentityResponse,
} from '@backstage/plugin-auth-node';
import { foldName, InfraError } from '@bailiwick/backstage-plugin-infra-node';
import { Request, Response } from 'express';
import { Sessions } from '../session';
import { SignedIn, SignInService } from '../SignInService';
import { audited, nameForAudit } from './audited';
import { readCredentials } from './credentials';
import { toldFailure } from './failures';

/**
 * The routes of the `ldap` provider, in the places that the auth plugin has for them:
 * `POST /refresh` signs in, `GET /refresh` renews, `POST /logout` signs out.
 */
export class LdapRoutes implements AuthProviderRouteHandlers {
  readonly #service: SignInService;
  readonly #sessions: Sessions;
  readonly #auditor: AuditorService;
  readonly #tokens: Pick<AuthResolverContext, 'issueToken'>;

  constructor(options: {
    service: SignInService;
    sessions: Sessions;
    auditor: AuditorService;
    tokens: Pick<AuthResolverContext, 'issueToken'>;
  }) {
    this.#service = options.service;
    this.#sessions = options.sessions;
    this.#auditor = options.auditor;
    this.#tokens = options.tokens;
  }

  async start(): Promise<void> {
    throw noRedirect();
  }

  async frameHandler(): Promise<void> {
    throw noRedirect();
  }

  async refresh(request: Request, response: Response): Promise<void> {
    await this.#answering(request, response, () =>
      request.method === 'POST' ? this.#signIn(request, response) : this.#renew(request, response),
    );
  }

  async logout(request: Request, response: Response): Promise<void> {
    await this.#answering(request, response, () => this.#signOut(request, response));
  }

  async #answering(request: Request, response: Response, work: () => Promise<void>) {
    requireScript(request);
    try {
      await work();
    } catch (error) {
      throw toldFailure(response, error);
    }
  }

  async #signIn(request: Request, response: Response): Promise<void> {
    const { username, password } = readCredentials(request);
    const attempt = {
      username,
      address: request.ip ?? '',
      knownBrowser: await this.#sessions.knownBrowser(request, foldName(username)),
    };
    const signedIn = await audited(
      this.#auditor,
      {
        eventId: 'sign-in',
        severityLevel: 'medium',
        request,
        meta: { provider: 'ldap', username: nameForAudit(username) },
      },
      () => this.#service.signIn(attempt, password),
      rolesForAudit,
    );
    const answer = await this.#answerFor(signedIn);
    await this.#sessions.start(response, signedIn.user.username);
    response.json(answer);
  }

  async #renew(request: Request, response: Response): Promise<void> {
    const session = await this.#sessions.current(request);
    if (!session) {
      this.#sessions.forget(response);
      throw new InfraError('INVALID_CREDENTIALS', 'There is no session, or it has ended; sign in');
    }
    const signedIn = await audited(
      this.#auditor,
      {
        eventId: 'session-renew',
        request,
        meta: { provider: 'ldap', username: session.username },
      },
      async () => {
        const renewed = await this.#service.renew(session.username);
        if (renewed) return renewed;
        await this.#sessions.end(response, session);
        throw new InfraError(
          'INVALID_CREDENTIALS',
          'Your account no longer exists or is disabled, so your session has ended',
        );
      },
      rolesForAudit,
    );
    const answer = await this.#answerFor(signedIn);
    await this.#sessions.keep(response, session);
    response.json(answer);
  }

  async #signOut(request: Request, response: Response): Promise<void> {
    const session = await this.#sessions.current(request);
    if (session) {
      await audited(
        this.#auditor,
        { eventId: 'sign-out', request, meta: { provider: 'ldap', username: session.username } },
        () => this.#sessions.end(response, session),
      );
    }
    this.#sessions.forget(response);
    response.status(200).end();
  }

  async #answerFor({ user, userRef, ownershipEntityRefs }: SignedIn) {
    const result = await this.#tokens.issueToken({
      claims: { sub: userRef, ent: ownershipEntityRefs },
    });
    const answer: ClientAuthResponse<{}> = {
      backstageIdentity: prepareBackstageIdentityResponse(result),
      profile: { displayName: user.displayName, email: user.email },
      providerInfo: {},
    };
    return answer;
  }
}

function rolesForAudit({ userRef, bindings }: SignedIn) {
  return {
    userRef,
    bindings: bindings.map(({ role, unitId, source }) => ({
      role,
      source,
      ...(unitId && { unitId }),
    })),
  };
}

/** A form on another site can send a request with our cookies, but not with this header. */
function requireScript(request: Request): void {
  if (request.get('X-Requested-With') !== 'XMLHttpRequest') {
    throw new InfraError(
      'INVALID_CREDENTIALS',
      'The header X-Requested-With: XMLHttpRequest is missing',
    );
  }
}

function noRedirect(): InfraError {
  return new InfraError(
    'NOT_FOUND',
    'The ldap provider sends nobody elsewhere to sign in: POST username and password to /api/auth/ldap/refresh',
  );
}
