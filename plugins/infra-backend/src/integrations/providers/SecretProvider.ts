import type { UnitRecord } from '../../organisation';

/** A value that was found, and where: what the audit trail tells. */
export interface FoundSecret {
  value: string;
  /** Of the built-in store; others have no record. */
  id?: string;
}

/** Somewhere that secrets of units are kept. */
export interface SecretProvider {
  /** For messages and the audit trail, such as `vault`. */
  readonly name: string;
  /**
   * The secrets of a unit itself that have one of these names.
   *
   * @throws InfraError UPSTREAM_FAILED where it cannot be asked
   */
  find(unit: UnitRecord, names: readonly string[]): Promise<ReadonlyMap<string, FoundSecret>>;
  /** Which of the names {@link find} would find. */
  has(unit: UnitRecord, names: readonly string[]): Promise<ReadonlySet<string>>;
}
