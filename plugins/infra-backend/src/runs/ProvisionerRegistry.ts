import {
  actionNameSchema,
  isResourceAction,
  type RouteDefinition,
  routes,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Provisioner } from '@bailiwick/backstage-plugin-infra-node';

/** Names below a resource that routes have already. */
const RESERVED_VIEWS = new Set(
  Object.values<RouteDefinition>(routes).flatMap(
    ({ path }) => /^\/resources\/\{id\}\/([a-z-]+)/.exec(path)?.[1] ?? [],
  ),
);

const isRouteOfResources = (name: string) => RESERVED_VIEWS.has(name);

/** @throws Error where a name is malformed or means something else already */
function requireNames(
  provisioner: string,
  what: 'action' | 'view',
  names: readonly string[],
  isTaken: (name: string) => boolean,
): void {
  for (const name of names) {
    if (!actionNameSchema.safeParse(name).success) {
      throw new Error(
        `The ${what} "${name}" of ${provisioner} must be named by lower-case letters, digits and hyphens`,
      );
    }
    if (isTaken(name)) {
      throw new Error(
        `The ${what} ${name} of ${provisioner} has the name of something that is there`,
      );
    }
  }
}

/** The provisioners that modules brought along. */
export class ProvisionerRegistry {
  private readonly provisioners = new Map<string, Provisioner>();

  /** @throws Error where there is one with that id already. */
  add<Settings>(provisioner: Provisioner<Settings>): void {
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(provisioner.id)) {
      throw new Error(
        `The provisioner id "${provisioner.id}" must be of lower-case letters, digits and hyphens, 32 at the most`,
      );
    }
    if (this.provisioners.has(provisioner.id)) {
      throw new Error(`There are two provisioners with the id ${provisioner.id}`);
    }
    requireNames(
      provisioner.id,
      'action',
      Object.keys(provisioner.actions ?? {}),
      isResourceAction,
    );
    requireNames(provisioner.id, 'view', Object.keys(provisioner.views ?? {}), isRouteOfResources);
    this.provisioners.set(provisioner.id, provisioner as Provisioner);
  }

  find(id: string): Provisioner | undefined {
    return this.provisioners.get(id);
  }

  /** @throws Error where no module brought it along. */
  get(id: string): Provisioner {
    const provisioner = this.find(id);
    if (!provisioner) throw new Error(`There is no provisioner ${id}`);
    return provisioner;
  }

  get ids(): string[] {
    return [...this.provisioners.keys()];
  }
}
