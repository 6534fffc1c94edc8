import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { DirectoryReport } from '@bailiwick/backstage-plugin-infra-common';

/** Who has a role in which unit, as the directory last said. A directory that is down takes no membership away. */
export class Members {
  private byUnit?: ReadonlyMap<string, readonly string[]>;

  constructor(
    private readonly readReport: () => Promise<DirectoryReport>,
    private readonly logger: LoggerService,
  ) {}

  async refresh(): Promise<void> {
    try {
      this.byUnit = groupByUnit(await this.readReport());
    } catch (error) {
      this.logger.warn(
        `Members of units stay as they were, since the directory report cannot be read: ${stringifyError(error)}`,
      );
    }
  }

  /** Reads the report if this process has not done so yet. */
  async ensureLoaded(): Promise<void> {
    if (!this.byUnit) await this.refresh();
  }

  of(unitId: string): readonly string[] {
    return this.byUnit?.get(unitId) ?? [];
  }
}

function groupByUnit({ users }: DirectoryReport): Map<string, string[]> {
  const byUnit = new Map<string, Set<string>>();
  for (const { userRef, bindings } of users) {
    for (const { unitId } of bindings) {
      if (!unitId) continue;
      const members = byUnit.get(unitId) ?? new Set<string>();
      byUnit.set(unitId, members.add(userRef));
    }
  }
  return new Map([...byUnit].map(([unitId, members]) => [unitId, [...members]]));
}
