import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  HomePageLayoutBlueprint,
  HomePageWidgetBlueprint,
} from '@backstage/plugin-home-react/alpha';

const layout = HomePageLayoutBlueprint.make({
  params: { loader: () => import('./HomeLayout').then(module => module.HomeLayout) },
});

const firstSteps = HomePageWidgetBlueprint.make({
  name: 'first-steps',
  params: {
    name: 'FirstSteps',
    title: 'First steps',
    description: 'What one can do here, with the way to each',
    components: () => import('./FirstSteps').then(module => ({ Content: module.FirstSteps })),
  },
});

export const homeModule = createFrontendModule({
  pluginId: 'home',
  extensions: [layout, firstSteps],
});
