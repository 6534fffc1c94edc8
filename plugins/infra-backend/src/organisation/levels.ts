import type { Config } from '@backstage/config';
import { DEFAULT_LEVELS, type Role } from '@bailiwick/backstage-plugin-infra-common';

/** Short enough that `<level>-<slug>` is the name of a catalog entity. */
const LEVEL = /^[a-z][a-z0-9]{0,11}$/;
const KEY = 'infra.organisation.levels';

/** The levels of the org tree, from the top: data, not code. */
export class Levels {
  static fromConfig(config: Config): Levels {
    return new Levels(config.getOptionalStringArray(KEY) ?? [...DEFAULT_LEVELS]);
  }

  /** @throws Error, one sentence, for names that cannot be used */
  constructor(readonly names: readonly string[]) {
    if (names.length < 2) throw new Error(`${KEY} must name at least two levels`);
    if (new Set(names).size < names.length) throw new Error(`${KEY} names a level twice`);
    const unusable = names.find(name => !LEVEL.test(name));
    if (unusable !== undefined) {
      throw new Error(
        `${KEY} has "${unusable}": a level must consist of 1 to 12 lower-case letters and digits and begin with a letter`,
      );
    }
  }

  /** Where resources are requested: the team, by default. */
  get leaf(): number {
    return this.names.length - 1;
  }

  /** Undefined for a kind that is no level. */
  levelOf(kind: string): number | undefined {
    const level = this.names.indexOf(kind);
    return level === -1 ? undefined : level;
  }

  /**
   * The level whose units a role is bound to: `everywhere` for administrators, and undefined for a role that these levels leave no
   * room for.
   */
  levelFor(role: Role): number | 'everywhere' | undefined {
    switch (role) {
      case 'platform_admin':
      case 'center_admin':
        return 'everywhere';
      case 'field_admin':
        return this.leaf > 1 ? 1 : undefined;
      case 'dept_admin':
        return this.leaf > 2 ? 2 : undefined;
      default:
        return this.leaf;
    }
  }
}
