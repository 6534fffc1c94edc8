import { createHmac, timingSafeEqual } from 'node:crypto';
import { AWS_ACCESS_KEY } from '../identities';

const TWELVE_HOURS_MS = 12 * 3_600_000;

export const REGISTRY_USER = 'AWS';

const sealOf = (expires: string) =>
  createHmac('sha256', AWS_ACCESS_KEY.secretAccessKey).update(`registry ${expires}`).digest('hex');

/** A password for the registry. It says itself how long it is good, so it outlives a restart. */
export function issuePassword(now = Date.now()): { password: string; expiresAt: number } {
  const expiresAt = now + TWELVE_HOURS_MS;
  return { password: `${expiresAt}.${sealOf(String(expiresAt))}`, expiresAt };
}

export function isPassword(password: string, now = Date.now()): boolean {
  const [expires, seal = ''] = password.split('.');
  const right = Buffer.from(sealOf(expires));
  const given = Buffer.from(seal);
  return right.length === given.length && timingSafeEqual(right, given) && Number(expires) > now;
}
