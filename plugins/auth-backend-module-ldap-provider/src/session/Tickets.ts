import { hkdfSync } from 'node:crypto';
import { EncryptJWT, errors, jwtDecrypt, JWTPayload } from 'jose';

/** What a ticket is for; one is never taken for the other. */
export type Purpose = 'session' | 'known-browser';

/** Encrypted texts that only our backends can make or read, each with an end. */
export class Tickets {
  readonly #key: Uint8Array;

  constructor(secret: string) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'bailiwick ldap sign-in', 32));
  }

  async seal(purpose: Purpose, claims: JWTPayload, endsAt: Date): Promise<string> {
    return new EncryptJWT(claims)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(purpose)
      .setExpirationTime(endsAt)
      .encrypt(this.#key);
  }

  /** Undefined for a ticket that has ended, was made by somebody else or was tampered with. */
  async open(purpose: Purpose, ticket: string): Promise<JWTPayload | undefined> {
    try {
      const { payload } = await jwtDecrypt(ticket, this.#key, {
        audience: purpose,
        requiredClaims: ['exp'],
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
