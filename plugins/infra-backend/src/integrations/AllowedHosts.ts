import type { Config } from '@backstage/config';
import type {
  IntegrationTypeDefinition,
  IntegrationValues,
} from '@bailiwick/backstage-plugin-infra-node';

const KEY = 'infra.integrations.allowedHosts';

/** A name, or `*.` and a name for everything beneath it. */
const PATTERN = /^(\*\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/**
 * Which hosts integrations may name. Who leads a team makes integrations, and the backend calls their addresses; this keeps it from
 * reaching what only the backend can reach.
 */
export class AllowedHosts {
  /** @throws Error, one sentence that names the key and the rule */
  static fromConfig(config: Config): AllowedHosts {
    const patterns = config.getOptionalStringArray(KEY)?.map(pattern => pattern.toLowerCase());
    const odd = patterns?.find(pattern => !PATTERN.test(pattern));
    if (odd !== undefined) {
      throw new Error(`${KEY} has "${odd}": it must be a host, or *. and a domain, without a port`);
    }
    return new AllowedHosts(patterns);
  }

  /** @param patterns - undefined where every host is allowed */
  constructor(private readonly patterns: readonly string[] | undefined) {}

  /** Name of the field whose address is on a host that is not allowed. */
  refusedField(
    { destinations = [] }: Pick<IntegrationTypeDefinition, 'destinations'>,
    values: IntegrationValues,
  ): string | undefined {
    return ['url', ...destinations].find(name => {
      const value = values[name];
      return value !== undefined && URL.canParse(value) && !this.#allows(new URL(value).hostname);
    });
  }

  #allows(host: string): boolean {
    return (
      this.patterns === undefined ||
      this.patterns.some(pattern =>
        pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern,
      )
    );
  }
}

/** What is said where it is not. */
export const HOST_REFUSED = `must be on a host that ${KEY} lists`;
