import { createCardExtension } from '@backstage/plugin-home-react';
import { infraPlugin } from './plugin';

/** Card of the home page: what waits, and how much quota is left. */
export const HomePageInfrastructure = infraPlugin.provide(
  createCardExtension({
    name: 'HomePageInfrastructure',
    title: 'Infrastructure',
    description: 'What waits for you, and how much of your quota is left',
    components: () =>
      import('../home/InfrastructureWidget').then(m => ({ Content: m.InfrastructureWidget })),
  }),
);
