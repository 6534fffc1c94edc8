import { isSecretReference } from '@bailiwick/backstage-plugin-infra-common';
import type { Text } from '../translations';

/** A value as people read it: text as it is, everything else as JSON, a secret by its name. */
export function valueText(t: Text, value: unknown): string {
  if (value === undefined) return '–';
  if (isSecretReference(value)) {
    return t('approvals.settings.secret', { name: value.$secret });
  }
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}
