import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import type { UnitRecord, UnitService } from '../organisation';
import type { FoundSecret, SecretProvider } from './providers';

/** For whom secrets are opened: what the audit trail tells of it. */
export interface SecretUse {
  runId: string;
  /** Reference of who asked for the run; the plugin itself where nobody is given. */
  requestedBy?: string;
}

type Located = FoundSecret & { name: string; unit: UnitRecord; provider: string };

/** Finds secrets by name, wherever they are kept: those of the unit before those of the units above it. */
export class SecretResolver {
  constructor(
    private readonly parts: {
      knex: Knex;
      units: UnitService;
      audit: AuditTrail;
      /** In the order in which they are asked. */
      providers: readonly SecretProvider[];
    },
  ) {}

  /**
   * The values of secrets that resources of a unit may use. That each was opened is written into the audit trail first.
   *
   * @throws Error that names what is missing, InfraError NOT_FOUND for the unit, UPSTREAM_FAILED where a store cannot be asked
   */
  async resolve(
    unitId: string,
    names: readonly string[],
    use: SecretUse,
  ): Promise<Map<string, string>> {
    const located = await this.#locate(unitId, names);
    const missing = names.filter(name => !located.has(name));
    if (missing.length > 0) {
      throw new Error(
        `Neither the unit nor one above it has a secret named ${[...new Set(missing)].join(', ')}`,
      );
    }
    await this.#writeDown([...located.values()], use);
    return new Map([...located].map(([name, { value }]) => [name, value]));
  }

  /**
   * Which of the names {@link resolve} would find now.
   *
   * @throws InfraError NOT_FOUND for the unit, UPSTREAM_FAILED where a store cannot be asked
   */
  async exists(unitId: string, names: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    await this.#ask(unitId, names, found, async (provider, unit, wanted) => {
      (await provider.has(unit, wanted)).forEach(name => found.add(name));
    });
    return found;
  }

  async #locate(unitId: string, names: readonly string[]): Promise<Map<string, Located>> {
    const located = new Map<string, Located>();
    await this.#ask(unitId, names, located, async (provider, unit, wanted) => {
      for (const [name, found] of await provider.find(unit, wanted)) {
        located.set(name, { ...found, name, unit, provider: provider.name });
      }
    });
    return located;
  }

  /** Goes from the unit upwards and asks for what is not found yet. */
  async #ask(
    unitId: string,
    names: readonly string[],
    found: { has(name: string): boolean },
    ask: (provider: SecretProvider, unit: UnitRecord, wanted: string[]) => Promise<void>,
  ): Promise<void> {
    const chain = await this.parts.units.chain(unitId);
    for (const unit of chain.toReversed()) {
      for (const provider of this.parts.providers) {
        const wanted = [...new Set(names)].filter(name => !found.has(name));
        if (wanted.length === 0) return;
        await ask(provider, unit, wanted);
      }
    }
  }

  async #writeDown(secrets: readonly Located[], { runId, requestedBy }: SecretUse): Promise<void> {
    const { knex, audit } = this.parts;
    await knex.transaction(async trx => {
      for (const { id, name, unit, provider } of secrets) {
        await audit.record(trx, {
          event: 'credentials-used',
          actor: { ref: requestedBy ?? 'plugin:infra' },
          subject: { kind: 'secret', id: id ?? `${provider}/${unit.kind}-${unit.slug}/${name}` },
          after: { name, provider, unitId: unit.id, runId },
        });
      }
    });
  }
}
