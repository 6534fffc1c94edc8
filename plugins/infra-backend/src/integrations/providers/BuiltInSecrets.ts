import type { Encryptor } from '../../lib/encryption';
import type { UnitRecord } from '../../organisation';
import type { SecretStore } from '../SecretStore';
import type { FoundSecret, SecretProvider } from './SecretProvider';

/** Name under which a secret is sealed. */
export const secretContext = (id: string) => `secret/${id}`;

/** Secrets that were stored through the REST API. */
export class BuiltInSecrets implements SecretProvider {
  readonly name = 'built-in';

  constructor(
    private readonly store: SecretStore,
    private readonly encryptor: Encryptor,
  ) {}

  async find(unit: UnitRecord, names: readonly string[]): Promise<Map<string, FoundSecret>> {
    const rows = await this.store.named([unit.id], names);
    return new Map(
      rows.map(({ id, name, sealed }) => [
        name,
        { id, value: this.encryptor.open(sealed, secretContext(id)).toString() },
      ]),
    );
  }

  async has(unit: UnitRecord, names: readonly string[]): Promise<Set<string>> {
    const rows = await this.store.named([unit.id], names);
    return new Set(rows.map(({ name }) => name));
  }
}
