import { ApiBlueprint, discoveryApiRef, fetchApiRef } from '@backstage/frontend-plugin-api';
import { createInfraApi, infraApiRef } from '../api';

const infraApi = ApiBlueprint.make({
  params: define =>
    define({
      api: infraApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createInfraApi,
    }),
});

export const apis = [infraApi];
