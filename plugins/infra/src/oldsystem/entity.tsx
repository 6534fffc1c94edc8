import { createComponentExtension } from '@backstage/core-plugin-api';
import type { ComponentType } from 'react';
import { InfraQueries } from '../api';
import { infraPlugin } from './plugin';

const inQueries = (Part: ComponentType) => () => (
  <InfraQueries>
    <Part />
  </InfraQueries>
);

const provide = (name: string, load: () => Promise<ComponentType>) =>
  infraPlugin.provide(
    createComponentExtension({ name, component: { lazy: () => load().then(inQueries) } }),
  );

/** Tab of a Component, System or Resource: its resources. Shown where {@link mayHaveResources}. */
export const EntityInfrastructureContent = provide('EntityInfrastructureContent', () =>
  import('../entity/InfrastructureTab').then(m => m.InfrastructureTab),
);

/** Tab of a Group that is a unit: its branch of the quota tree. Shown where {@link isUnit}. */
export const EntityAllocationContent = provide('EntityAllocationContent', () =>
  import('../entity/AllocationTab').then(m => m.AllocationTab),
);

/** Tab of an entity with Argo CD applications. Shown where {@link hasArgoCdApp}. */
export const EntityDeploymentContent = provide('EntityDeploymentContent', () =>
  import('../entity/DeploymentTab').then(m => m.DeploymentTab),
);

export const EntityInfraQuotaCard = provide('EntityInfraQuotaCard', () =>
  import('../entity/cards').then(m => m.QuotaCard),
);

export const EntityInfraResourceStateCard = provide('EntityInfraResourceStateCard', () =>
  import('../entity/cards').then(m => m.ResourceStateCard),
);

export const EntityInfraLastRunCard = provide('EntityInfraLastRunCard', () =>
  import('../entity/cards').then(m => m.LastRunCard),
);

export const EntityInfraArgoCdCard = provide('EntityInfraArgoCdCard', () =>
  import('../entity/cards').then(m => m.ArgoCdCard),
);
