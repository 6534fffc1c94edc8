import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { routes } from '@bailiwick/backstage-plugin-infra-common';
import { DirectoryClient } from '@bailiwick/backstage-plugin-infra-node';
import type { CurrentBindings } from '../access';
import { bindRoute } from '../lib/http';
import type { Commons, Room } from '../lib/room';
import type { RoleBindingService, UnitService } from '../organisation';
import { AuthorizedDirectoryService } from './AuthorizedDirectoryService';
import { DirectoryUserStore } from './DirectoryUserStore';
import { GroupMapping } from './GroupMapping';
import { GroupReader } from './GroupReader';
import { ReportService } from './ReportService';
import { RoleHolders } from './RoleHolders';
import { SignInService } from './SignInService';

export interface DirectoryRoom extends Room {
  /** Who has which role, for telling people what concerns them; who may do what is decided by fresher knowledge. */
  holders: RoleHolders;
}

const EXPIRE_KEY = 'infra.directory.rolesExpireAfter';

/** The lifetime of a Backstage token, 15 minutes, and some slack for the renewal. */
const DEFAULT_EXPIRY = { minutes: 20 };

function readExpiry(config: Config): number {
  const duration = config.has(EXPIRE_KEY)
    ? readDurationFromConfig(config, { key: EXPIRE_KEY })
    : DEFAULT_EXPIRY;
  const milliseconds = durationToMilliseconds(duration);
  if (milliseconds <= 0) throw new Error(`${EXPIRE_KEY} must be longer than nothing`);
  return milliseconds;
}

/** Roles that follow from the organisation's directory. */
export function createDirectoryRoom(
  { knex, config, logger, gate }: Commons,
  others: { bindings: CurrentBindings; units: UnitService; roleBindings: RoleBindingService },
): DirectoryRoom {
  const { bindings, units, roleBindings } = others;
  const client = config.has('infra.directory.url')
    ? DirectoryClient.fromConfig(config, { logger })
    : undefined;
  const groups = new GroupReader(GroupMapping.fromConfig(config, units.levels), units);
  const store = new DirectoryUserStore(knex);
  const signIns = new SignInService({
    ...{ groups, units, bindings },
    store,
    rolesExpireAfterMs: readExpiry(config),
  });
  bindings.addSource(signIns);
  const reports = new ReportService({ client, groups, roleBindings });
  const directory = new AuthorizedDirectoryService(signIns, reports, gate);
  return {
    holders: new RoleHolders({ store, groups, roleBindings }),
    mount(router, services) {
      bindRoute(router, services, routes.recordSignIn, async ({ actor, body }) => ({
        status: 200,
        body: await directory.recordSignIn(actor, body),
      }));
      bindRoute(router, services, routes.getDirectoryReport, async ({ actor }) => ({
        status: 200,
        body: await directory.report(actor),
      }));
    },
    stop: async () => client?.close(),
  };
}
