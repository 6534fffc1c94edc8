import { DiscoveryApi, ProfileInfo } from '@backstage/core-plugin-api';
import { InfraApiError } from '@bailiwick/backstage-plugin-infra-common';

/** What the auth backend answers to a sign-in and to a renewal. */
export interface LdapSession {
  profile: ProfileInfo;
  backstageIdentity: {
    token: string;
    expiresInSeconds?: number;
    identity: { type: 'user'; userEntityRef: string; ownershipEntityRefs: string[] };
  };
}

/**
 * Speaks to the routes of the auth backend's `ldap` provider. The session's cookie is http-only: only
 * the browser and the backend ever see it.
 */
export class LdapAuthClient {
  readonly #discovery: DiscoveryApi;

  constructor(discovery: DiscoveryApi) {
    this.#discovery = discovery;
  }

  /** @throws InfraApiError for a refusal; TypeError when no answer came at all */
  async signIn(username: string, password: string): Promise<LdapSession> {
    const response = await this.#call('refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    return response.json();
  }

  /** A new token from the session's cookie; fails with a status of 4xx when the session is over. */
  async renew(): Promise<LdapSession> {
    const response = await this.#call('refresh', { method: 'GET' });
    return response.json();
  }

  async signOut(): Promise<void> {
    await this.#call('logout', { method: 'POST' });
  }

  async #call(route: string, init: RequestInit): Promise<Response> {
    const response = await fetch(`${await this.#discovery.getBaseUrl('auth')}/ldap/${route}`, {
      ...init,
      headers: { ...init.headers, 'x-requested-with': 'XMLHttpRequest' },
      credentials: 'include',
    });
    if (!response.ok) throw await InfraApiError.fromResponse(response);
    return response;
  }
}
