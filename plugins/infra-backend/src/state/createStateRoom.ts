import type { DiscoveryService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { PLUGIN_ID } from '@bailiwick/backstage-plugin-infra-common';
import type { Commons, Room } from '../lib/room';
import type { RunAccess, RunAids } from '../runs';
import { AuthorizedStateService } from './AuthorizedStateService';
import { StateKeeper } from './StateKeeper';
import { mountStates } from './stateRoutes';
import { StateService } from './StateService';
import { StateStore } from './StateStore';
import { mountToolRoutes, STATE_PATH } from './toolRoutes';

const DEFAULT_KEPT = 100;

export interface StateRoom extends Room {
  states: StateService;
  stateBackend: RunAids['stateBackend'];
}

export interface StateRoomNeeds {
  discovery: DiscoveryService;
  /** Of the resources room, which is built later since its runs need {@link StateRoom.stateBackend}. */
  access: () => RunAccess;
}

/** States of provisioners' tools: kept for runs, shown to people. */
export function createStateRoom(
  { knex, config, audit, encryptor }: Commons,
  { discovery, access }: StateRoomNeeds,
): StateRoom {
  const store = new StateStore(knex);
  const states = new StateService({ knex, store, encryptor, audit });
  const configured = readAddress(config);
  const keeper = new StateKeeper({
    ...{ knex, store, encryptor },
    keepVersions: readKept(config),
    address: async () => configured ?? `${await discovery.getBaseUrl(PLUGIN_ID)}${STATE_PATH}`,
  });
  return {
    states,
    stateBackend: run => keeper.issue(run),
    mountOpen: router => mountToolRoutes(router, keeper),
    openPaths: [STATE_PATH],
    mount: (router, services) =>
      mountStates(router, services, new AuthorizedStateService(states, access())),
  };
}

function readAddress(config: Config): string | undefined {
  const url = config.getOptionalString('infra.state.url');
  if (url === undefined) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
    throw new InputError('infra.state.url must be an http:// or https:// address');
  }
  if (parsed.username || parsed.password || parsed.search || parsed.hash) {
    throw new InputError('infra.state.url must have no credentials, query or fragment');
  }
  return url.replace(/\/+$/, '');
}

function readKept(config: Config): number {
  const kept = config.getOptionalNumber('infra.state.keepVersions') ?? DEFAULT_KEPT;
  if (!Number.isInteger(kept) || kept < 1) {
    throw new InputError('infra.state.keepVersions must be a whole number from 1 on');
  }
  return kept;
}
