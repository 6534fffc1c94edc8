import type { GitAccounts } from '../integrations/GitAccounts';
import { UnitCredentials } from '../integrations/UnitCredentials';
import type { Commons, Room } from '../lib/room';
import type { UnitService } from '../organisation';
import type { ResourceRoom } from '../resources';
import type { TypeRegistry } from '../resources/types/TypeRegistry';
import { AuthorizedWorkspaceService } from './AuthorizedWorkspaceService';
import { Mirroring } from './Mirroring';
import { MirrorRounds } from './MirrorRounds';
import { MirrorService } from './MirrorService';
import { MirrorStore } from './MirrorStore';
import { readWorkspaceOptions } from './settings';
import { WorkspaceHosts } from './WorkspaceHosts';
import { mountWorkspaces } from './workspaceRoutes';
import { WorkspaceService } from './WorkspaceService';
import { WorkspaceStore } from './WorkspaceStore';

/** Which workspace mirrors which resource: what the room of resources asks. */
export const createMirroring = (
  { knex, gate, audit }: Pick<Commons, 'knex' | 'gate' | 'audit'>,
  units: UnitService,
): Mirroring =>
  new Mirroring({
    ...{ units, gate, audit },
    store: new MirrorStore(knex),
    workspaces: new WorkspaceStore(knex),
  });

export interface WorkspaceRoomNeeds {
  units: UnitService;
  accounts: GitAccounts;
  mirroring: Mirroring;
  types: TypeRegistry;
  resources: Pick<ResourceRoom, 'renderer' | 'access'>;
}

export interface WorkspaceRoom extends Room {
  rounds: MirrorRounds;
}

/** Git repositories that mirror rendered IaC. */
export function createWorkspaceRoom(commons: Commons, needs: WorkspaceRoomNeeds): WorkspaceRoom {
  const { knex, config, logger, gate, audit, changes } = commons;
  const { units, accounts, mirroring, types, resources } = needs;
  const options = readWorkspaceOptions(config);
  const store = new WorkspaceStore(knex);
  const mirrorStore = new MirrorStore(knex);
  const hosts = new WorkspaceHosts({ accounts, options, logger });
  const authorized = new AuthorizedWorkspaceService({
    ...{ mirrorStore, accounts, units, types, gate },
    workspaces: new WorkspaceService({ ...commons, store, mirrors: mirrorStore, hosts }),
    mirrors: new MirrorService({ ...commons, store: mirrorStore, mirroring, types, units }),
    credentials: new UnitCredentials(units, gate),
    resources: resources.access,
  });
  const rounds = new MirrorRounds({
    ...{ knex, store: mirrorStore, workspaces: store, hosts, audit, changes, options, logger },
    resources: resources.renderer,
  });
  return {
    rounds,
    mount: (router, services) => mountWorkspaces(router, services, authorized),
    async start() {
      if (options.mirror) rounds.begin();
    },
    stop: () => rounds.end(),
  };
}
