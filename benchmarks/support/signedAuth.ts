import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { tokenTypes } from '@backstage/plugin-auth-node';
import express from 'express';
import { generateKeyPairSync, sign } from 'node:crypto';

const KEY_ID = 'bench';

/**
 * Backstage's own services that check who calls, with tokens as its auth backend signs them: ES256, and the key fetched from the
 * plugin `auth`, which is here no more than that key.
 */
export function createSignedAuth() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'ES256', use: 'sig' };
  const auth = createBackendPlugin({
    pluginId: 'auth',
    register(env) {
      env.registerInit({
        deps: { http: coreServices.httpRouter },
        async init({ http }) {
          const router = express.Router();
          router.get('/.well-known/jwks.json', (_, response) => response.json({ keys: [jwk] }));
          http.use(router);
          http.addAuthPolicy({ path: '/.well-known/jwks.json', allow: 'unauthenticated' });
        },
      });
    },
  });
  return {
    features: [authServiceFactory, httpAuthServiceFactory, userInfoServiceFactory, auth],
    /** A token that lives an hour. */
    tokenFor(userRef: string): string {
      const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
      const seconds = Math.floor(Date.now() / 1000);
      const head = encode({ typ: tokenTypes.user.typParam, alg: 'ES256', kid: KEY_ID });
      const claims = encode({
        ...{ iss: 'bench', sub: userRef, ent: [userRef], aud: tokenTypes.user.audClaim },
        ...{ iat: seconds, exp: seconds + 3600 },
      });
      const text = `${head}.${claims}`;
      const signature = sign('sha256', Buffer.from(text), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      return `${text}.${signature.toString('base64url')}`;
    },
  };
}
