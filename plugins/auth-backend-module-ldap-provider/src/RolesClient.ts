import { AuthService, DiscoveryService, LoggerService } from '@backstage/backend-plugin-api';
import {
  createInfraClient,
  InfraApiError,
  SignInResult,
  signInResultSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { currentRequest, DirectoryUser, InfraError } from '@bailiwick/backstage-plugin-infra-node';

const TIMEOUT_MS = 10_000;

/** What the infra plugin says about the user, and the caller has to hear. */
const PASSED_ON = ['NO_ROLE_ASSIGNED', 'DATABASE_UNAVAILABLE'] as const;

/** The infra plugin logs what follows from this request under the same id. */
const fetchWithRequestId: typeof fetch = (url, init) => {
  const headers = new Headers(init?.headers);
  const requestId = currentRequest()?.requestId;
  if (requestId) headers.set('x-request-id', requestId);
  return fetch(url, { ...init, headers });
};

/** Asks the infra plugin which roles and units follow from somebody's groups. */
export class RolesClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #logger: LoggerService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService; logger: LoggerService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
    this.#logger = options.logger;
  }

  /**
   * @throws InfraError NO_ROLE_ASSIGNED where no role follows, DATABASE_UNAVAILABLE, and
   * UPSTREAM_FAILED for every other failure of the infra plugin
   */
  async rolesOf(user: DirectoryUser): Promise<SignInResult> {
    try {
      const { token } = await this.#auth.getPluginRequestToken({
        onBehalfOf: await this.#auth.getOwnServiceCredentials(),
        targetPluginId: 'infra',
      });
      const client = createInfraClient({
        discoveryApi: this.#discovery,
        fetchApi: { fetch: fetchWithRequestId },
      });
      const answer = await client.recordSignIn(
        { body: user, signal: AbortSignal.timeout(TIMEOUT_MS) },
        { token },
      );
      return signInResultSchema.parse(answer);
    } catch (error) {
      if (error instanceof InfraApiError) {
        const passedOn = PASSED_ON.find(code => code === error.code);
        if (passedOn) throw new InfraError(passedOn, error.message);
      }
      this.#logger.error(`The infra plugin did not tell the roles of ${user.username}: ${error}`);
      throw new InfraError(
        'UPSTREAM_FAILED',
        'Your roles could not be determined, because another part of the portal failed; try again later',
      );
    }
  }
}
