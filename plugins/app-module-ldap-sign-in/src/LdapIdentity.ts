import { IdentityApi } from '@backstage/core-plugin-api';
import { InfraApiError } from '@bailiwick/backstage-plugin-infra-common';
import { LdapAuthClient, LdapSession } from './LdapAuthClient';
import { sessionMemory } from './sessionMemory';

/** A token is renewed when less than this is left of it. */
const RENEW_BEFORE_MS = 3 * 60_000;
const DEFAULT_LIFETIME_MS = 15 * 60_000;

const expiryOf = ({ backstageIdentity: { expiresInSeconds } }: LdapSession) =>
  Date.now() + (expiresInSeconds === undefined ? DEFAULT_LIFETIME_MS : expiresInSeconds * 1000);

/**
 * The signed-in user. The token is renewed when something asks for it near its end; the backend then
 * reads the directory again, so a lost role or a disabled account ends the session here.
 */
export class LdapIdentity implements IdentityApi {
  readonly #client: LdapAuthClient;
  readonly #onEnded: () => void;
  #session: LdapSession;
  #expiresAt: number;
  #renewal: Promise<void> | undefined;

  /** @param onEnded called when the backend refuses to renew the session */
  constructor(client: LdapAuthClient, session: LdapSession, onEnded: () => void) {
    this.#client = client;
    this.#onEnded = onEnded;
    this.#session = session;
    this.#expiresAt = expiryOf(session);
  }

  async getProfileInfo() {
    return this.#session.profile;
  }

  async getBackstageIdentity() {
    return this.#session.backstageIdentity.identity;
  }

  async getCredentials() {
    if (Date.now() > this.#expiresAt - RENEW_BEFORE_MS) {
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
      await this.#renewal;
    }
    return { token: this.#session.backstageIdentity.token };
  }

  async signOut() {
    await this.#client.signOut();
    sessionMemory.signedIn.clear();
  }

  async #renew() {
    try {
      this.#session = await this.#client.renew();
      this.#expiresAt = expiryOf(this.#session);
    } catch (error) {
      const refused =
        error instanceof InfraApiError && (error.status === 401 || error.status === 403);
      if (refused) {
        sessionMemory.signedIn.clear();
        sessionMemory.ended.set(error.code ?? 'INVALID_CREDENTIALS');
        this.#onEnded();
      }
      // A directory or a network that is down for a moment costs nobody a token that still lives.
      if (refused || Date.now() >= this.#expiresAt) throw error;
    }
  }
}
