import type { IntegrationField, ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';
import type { IntegrationValues } from '@bailiwick/backstage-plugin-infra-node';

/** The field for an address, which {@link checkAddress} looks into. */
export const addressField = (
  field: Pick<IntegrationField, 'title'> & Partial<IntegrationField>,
): IntegrationField => ({ name: 'url', secret: false, required: true, ...field });

/** The rules for `url`. Messages do not repeat it: it can be a secret. */
export function checkAddress({ url }: IntegrationValues): ValidationProblem[] {
  const refuse = (message: string) => [{ pointer: '/url', message }];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
    return refuse('must be an http:// or https:// address');
  }
  if (parsed.username || parsed.password) {
    return refuse('must not contain credentials; they have fields of their own');
  }
  return [];
}

/** The value of an `Authorization` header. */
export const basicAuthorization = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
