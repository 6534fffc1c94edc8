import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { LdapSession } from '../LdapAuthClient';

export const AUTH_URL = 'http://auth.test';

export function session(name: string, changes: Partial<LdapSession['backstageIdentity']> = {}) {
  return {
    profile: { displayName: name, email: `${name}@example.com` },
    providerInfo: {},
    backstageIdentity: {
      token: `token-of-${name}`,
      expiresInSeconds: 900,
      identity: {
        type: 'user' as const,
        userEntityRef: `user:default/${name}`,
        ownershipEntityRefs: [`user:default/${name}`],
      },
      ...changes,
    },
  };
}

export function refusal(status: number, code?: string, message = 'Refused') {
  return HttpResponse.json(
    { error: { name: 'Error', message, code }, response: { statusCode: status } },
    { status },
  );
}

type Answer = () => Response | Promise<Response>;

/** The routes of the `ldap` provider; what was asked is kept, what is answered can be set. */
export function authBackend() {
  const answers: Record<'signIn' | 'renew' | 'signOut', Answer> = {
    signIn: () => HttpResponse.json(session('tess')),
    renew: () => refusal(401),
    signOut: () => new HttpResponse(null, { status: 200 }),
  };
  const asked: { call: keyof typeof answers; body?: unknown; headers: Headers }[] = [];
  const route = (call: keyof typeof answers) =>
    async function respond({ request }: { request: Request }) {
      const text = await request.text();
      asked.push({ call, body: text ? JSON.parse(text) : undefined, headers: request.headers });
      return answers[call]();
    };
  const server = setupServer(
    http.post(`${AUTH_URL}/ldap/refresh`, route('signIn')),
    http.get(`${AUTH_URL}/ldap/refresh`, route('renew')),
    http.post(`${AUTH_URL}/ldap/logout`, route('signOut')),
  );
  registerMswTestHooks(server);
  return { answers, asked };
}
