import { createHash } from 'node:crypto';
import { RegistryError } from './errors';

/** The only algorithm that is known here, as at ECR. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

export const digestOf = (content: Buffer | string) =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** @throws RegistryError `DIGEST_INVALID` */
export function checkedDigest(digest: string): string {
  if (DIGEST.test(digest)) return digest;
  throw new RegistryError(400, 'DIGEST_INVALID', `"${digest}" is no sha256 digest`);
}
