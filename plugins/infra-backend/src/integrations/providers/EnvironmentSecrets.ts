import type { UnitRecord } from '../../organisation';
import type { FoundSecret, SecretProvider } from './SecretProvider';

/** Two hyphens in a row would make two names one variable, and so one team's secret another's. */
const isUnambiguous = (name: string) => !name.includes('--');

const toVariable = (name: string) => name.replaceAll('-', '_').toUpperCase();

/**
 * Secrets in the environment of the backend: `<prefix>TEAM_CHECKOUT__DB_PASSWORD` is the secret `db-password` of the team whose slug
 * is `checkout`. Names with two hyphens in a row are not looked for.
 */
export class EnvironmentSecrets implements SecretProvider {
  readonly name = 'environment';

  constructor(
    private readonly prefix: string,
    private readonly environment: Readonly<Record<string, string | undefined>> = process.env,
  ) {}

  async find(unit: UnitRecord, names: readonly string[]): Promise<Map<string, FoundSecret>> {
    if (!isUnambiguous(unit.slug)) return new Map();
    const owner = toVariable(`${unit.kind}-${unit.slug}`);
    return new Map(
      names.filter(isUnambiguous).flatMap((name): [string, FoundSecret][] => {
        const value = this.environment[`${this.prefix}${owner}__${toVariable(name)}`];
        return value ? [[name, { value }]] : [];
      }),
    );
  }

  async has(unit: UnitRecord, names: readonly string[]): Promise<Set<string>> {
    return new Set((await this.find(unit, names)).keys());
  }
}
