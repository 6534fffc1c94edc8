import { createHmac } from 'node:crypto';

/** Header of a webhook that tells when it was signed and by what: `t=<seconds>,v1=<HMAC-SHA256 in hex>`. */
export const SIGNATURE_HEADER = 'x-bailiwick-signature';

/**
 * Signs the body of a webhook together with the moment, so that a receiver can refuse what is forged, and what is old.
 *
 * @param seconds - since 1970
 */
export function signatureOf(secret: string, seconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}
