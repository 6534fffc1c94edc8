import type { Provisioner } from '@bailiwick/backstage-plugin-infra-node';

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
