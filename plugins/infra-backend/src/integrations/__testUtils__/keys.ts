import { randomBytes } from 'node:crypto';

/** An entry of `infra.encryption.keys`. */
export const encryptionKey = (id: string) => ({ id, secret: randomBytes(32).toString('base64') });
