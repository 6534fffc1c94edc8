import type { RenderedIac } from '@bailiwick/backstage-plugin-infra-node';
import type { UnitService } from '../organisation';
import type { ResourceInputs } from './ResourceInputs';
import type { ResourceStore } from './ResourceStore';
import type { ResourceRecord } from './types';

/** What a resource looks like as code. */
export interface Rendering extends RenderedIac {
  version: string;
}

/** Writes resources down as code, for workspaces to mirror. */
export class ResourceRenderer {
  constructor(
    private readonly parts: { store: ResourceStore; inputs: ResourceInputs; units: UnitService },
  ) {}

  find(id: string): Promise<ResourceRecord | undefined> {
    return this.parts.store.find(id);
  }

  /** Id of the newest run that applies a resource, whatever came of it. */
  lastApply(id: string): Promise<string | undefined> {
    return this.parts.store.lastApply(id);
  }

  /**
   * @param of - the live values, or what is proposed where something is
   * @throws Error, a sentence that says why it cannot be rendered
   */
  async render(record: ResourceRecord, of: 'live' | 'proposed'): Promise<Rendering> {
    const { type, version, variables, withheld } = await this.parts.inputs.open(record, of);
    const { provisioner, settings } = type;
    if (!provisioner.render) {
      throw new Error(`What ${provisioner.id} brings about cannot be rendered`);
    }
    const { id, slug, name, path } = await this.parts.units.get(record.unit.id);
    const { cost } = (of === 'proposed' && record.pendingChange) || record;
    const rendered = await provisioner.render({
      ...{ settings, withheld, requestedBy: record.requestedBy },
      resource: {
        ...{ id: record.id, name: record.name, type: record.type, version },
        ...{ externalName: record.externalName, site: record.site, variables, cost },
        ...{ unit: { id, slug, name, path }, revision: record.revision },
      },
    });
    return { ...rendered, version };
  }
}
