import type { Cloud, CloudOption } from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import type { World } from '../World';

function optionOf({ id, name, services, regions, pricing }: Cloud, wanted: string[]): CloudOption {
  const chosen = wanted.flatMap(
    capability => services.find(service => service.capability === capability) ?? [],
  );
  const missing = wanted.filter(one => !services.some(({ capability }) => capability === one));
  return {
    ...{ cloud: id, name, missing, complete: missing.length === 0 },
    services: chosen.map(({ capability, id: service, name: title }) => ({
      ...{ capability, service },
      name: title,
    })),
    regions: regions.map(region => ({
      ...{ id: region.id, name: region.name, recommended: region.recommended },
    })),
    monthlyCost: pricing?.monthlyCost,
    currency: pricing?.currency,
    parts: pricing?.parts.filter(({ capability }) => wanted.includes(capability)) ?? [],
  };
}

export function cloudHandlers(world: World): Handlers {
  const find = (id: string) =>
    world.clouds.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no such cloud');
  return {
    listClouds: () => ({ items: world.clouds }),
    getCloud: ({ params }) => find(params.id),
    getCloudAuthMethod: ({ params }) =>
      world.authMethods.find(({ cloud, id }) => cloud === params.id && id === params.method) ??
      refuse('NOT_FOUND', 'There is no such method'),
    detectCapabilities: ({ body }) =>
      world.detection ?? {
        ...{ capabilities: [], operations: [], unserved: [], diagnostics: [] },
        filesRead: Object.keys(body.files).length,
      },
    detectInRepository: () => world.detection ?? refuse('NOT_FOUND', 'There is no code'),
    listCloudOptions: ({ body: { capabilities = [] } }) => ({
      capabilities,
      options: world.clouds.map(cloud => optionOf(cloud, capabilities)),
    }),
    transformCode: ({ params, body }) => {
      find(params.id);
      const same = { files: body.files, diagnostics: [], requirements: [], changed: [] };
      return world.transformation ?? same;
    },
    generateConfiguration: ({ params }) => {
      find(params.id);
      return world.generation ?? refuse('CONFLICT', 'Nothing can be generated now');
    },
  };
}
