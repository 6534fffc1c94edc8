import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';

const widget = HomePageWidgetBlueprint.make({
  name: 'infrastructure',
  params: {
    name: 'Infrastructure',
    title: 'Infrastructure',
    description: 'What waits for you, and how much of your quota is left',
    layout: {
      width: { minColumns: 4, maxColumns: 12, defaultColumns: 6 },
      height: { minRows: 4, maxRows: 14, defaultRows: 8 },
    },
    components: () =>
      import('../home/InfrastructureWidget').then(m => ({ Content: m.InfrastructureWidget })),
  },
});

export const homeExtensions = [widget];
