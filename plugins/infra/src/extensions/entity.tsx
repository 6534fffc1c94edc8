import { EntityCardBlueprint, EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { hasArgoCdApp } from '../argocd/appNames';
import { isUnit, mayHaveResources } from '../entity/entityResources';
import { withQueries } from '../withQueries';

const infrastructureTab = EntityContentBlueprint.make({
  name: 'infrastructure',
  params: {
    path: 'infrastructure',
    title: 'Infrastructure',
    filter: mayHaveResources,
    loader: () =>
      import('../entity/InfrastructureTab').then(m => withQueries(<m.InfrastructureTab />)),
  },
});

const allocationTab = EntityContentBlueprint.make({
  name: 'allocation',
  params: {
    path: 'allocation',
    title: 'Allocation',
    filter: isUnit,
    loader: () => import('../entity/AllocationTab').then(m => withQueries(<m.AllocationTab />)),
  },
});

const deploymentTab = EntityContentBlueprint.make({
  name: 'deployment',
  params: {
    path: 'deployment',
    title: 'Deployment',
    filter: hasArgoCdApp,
    loader: () => import('../entity/DeploymentTab').then(m => withQueries(<m.DeploymentTab />)),
  },
});

const quotaCard = EntityCardBlueprint.make({
  name: 'quota',
  params: {
    type: 'info',
    filter: isUnit,
    loader: () => import('../entity/cards').then(m => withQueries(<m.QuotaCard />)),
  },
});

const resourceStateCard = EntityCardBlueprint.make({
  name: 'resource-state',
  params: {
    type: 'info',
    filter: mayHaveResources,
    loader: () => import('../entity/cards').then(m => withQueries(<m.ResourceStateCard />)),
  },
});

const lastRunCard = EntityCardBlueprint.make({
  name: 'last-run',
  params: {
    filter: mayHaveResources,
    loader: () => import('../entity/cards').then(m => withQueries(<m.LastRunCard />)),
  },
});

const argoCdCard = EntityCardBlueprint.make({
  name: 'argocd',
  params: {
    filter: hasArgoCdApp,
    loader: () => import('../entity/cards').then(m => withQueries(<m.ArgoCdCard />)),
  },
});

export const entityExtensions = [
  infrastructureTab,
  allocationTab,
  deploymentTab,
  quotaCard,
  resourceStateCard,
  lastRunCard,
  argoCdCard,
];
