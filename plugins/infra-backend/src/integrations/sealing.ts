import { conflict } from '@bailiwick/backstage-plugin-infra-node';
import type { Encryptor } from '../lib/encryption';

/** @throws InfraError CONFLICT where no key is configured, and so nothing can be stored encrypted */
export function requireKey(encryptor: Encryptor): void {
  if (encryptor.currentKeyId === undefined) {
    throw conflict(
      'Credentials cannot be stored yet: an administrator of this Backstage has to set infra.encryption.keys',
    );
  }
}
