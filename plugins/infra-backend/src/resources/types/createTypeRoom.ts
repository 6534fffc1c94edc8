import type { LoggerService, UrlReaderService } from '@backstage/backend-plugin-api';
import type { BuiltInResourceType } from '@bailiwick/backstage-plugin-infra-node';
import type { Commons, Room } from '../../lib/room';
import type { ProvisionerRegistry } from '../../runs/ProvisionerRegistry';
import { AuthorizedTypeService } from './AuthorizedTypeService';
import { readTypeFileSettings } from './files/settings';
import { TypeFiles, type TypeSource } from './files/TypeFiles';
import { TypeIntake } from './files/TypeIntake';
import { projectType } from './project';
import { TypeImports } from './TypeImports';
import { TypeRegistry } from './TypeRegistry';
import { mountTypes } from './typeRoutes';
import { TypeService } from './TypeService';
import { TypeStore } from './TypeStore';

export interface TypeRoom extends Room {
  registry: TypeRegistry;
}

export interface TypeRoomNeeds {
  provisioners: ProvisionerRegistry;
  /** What modules brought along besides the built-in ones. */
  resourceTypes: readonly BuiltInResourceType[];
  /** What has types besides the configured locations. */
  typeSources: readonly TypeSource[];
  urlReader: UrlReaderService;
}

/** The built-in types whose provisioner is installed. */
function builtIn(provisioners: ProvisionerRegistry, logger: LoggerService): BuiltInResourceType[] {
  if (provisioners.find(projectType.provisioner)) return [projectType];
  logger.warn(
    `Projects cannot be requested: install a module that brings the provisioner ${projectType.provisioner}`,
  );
  return [];
}

/** Resource types from code, files and the API. */
export function createTypeRoom(
  commons: Commons,
  { provisioners, resourceTypes, typeSources, urlReader }: TypeRoomNeeds,
): TypeRoom {
  const { knex, config, logger, gate, audit, changes, scheduler } = commons;
  const settings = readTypeFileSettings(config);
  const store = new TypeStore(knex);
  const registry = new TypeRegistry([...builtIn(provisioners, logger), ...resourceTypes], {
    ...{ store, provisioners, logger },
  });
  const types = new TypeService({ knex, store, registry, provisioners, audit, changes });
  const imports = new TypeImports({ knex, store, types, provisioners });
  const intake = new TypeIntake({ knex, store, registry, types, provisioners, audit, changes });
  const files = new TypeFiles({
    ...{ settings, intake, urlReader, logger },
    sources: typeSources,
  });
  const authorized = new AuthorizedTypeService({ types, imports, registry, gate });
  return {
    registry,
    mount: (router, services) => mountTypes(router, services, authorized),
    async start() {
      await registry.start();
      await files.refresh();
      await scheduler.scheduleTask({
        id: 'infra-refresh-resource-types',
        frequency: settings.refresh,
        initialDelay: settings.refresh,
        timeout: { minutes: 5 },
        fn: () => files.refresh(),
      });
    },
    async stop() {
      registry.stop();
    },
  };
}
