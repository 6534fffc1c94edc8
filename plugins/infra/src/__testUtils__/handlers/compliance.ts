import {
  type ComplianceCount,
  hasFailed,
  type Resource,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Handlers } from '../contract';
import type { World } from '../World';

function count(world: World, type: string, resources: readonly Resource[]): ComplianceCount {
  const known = world.types.find(({ name }) => name === type);
  const versions = { active: 0, preview: 0, deprecated: 0, archived: 0, missing: 0 };
  for (const { version } of resources) {
    const found = known?.versions.find(one => one.version === version);
    versions[found?.lifecycle ?? 'missing'] += 1;
  }
  return {
    ...{ type, title: known?.title ?? type, resources: resources.length, versions },
    drifted: resources.filter(({ drift }) => drift !== undefined).length,
    stale: resources.filter(({ stale }) => stale).length,
    expiringSoon: 0,
    failed: resources.filter(hasFailed).length,
  };
}

export const complianceHandlers = (world: World): Handlers => ({
  getCompliance: () => {
    const live = world.resources.filter(({ state }) => state !== 'destroyed');
    const types = [...new Set(live.map(({ type }) => type))];
    return {
      total: types.map(type =>
        count(
          world,
          type,
          live.filter(one => one.type === type),
        ),
      ),
      units: [],
    };
  },
});
