import { routes } from '@bailiwick/backstage-plugin-infra-common';
import { bindRoute } from '../lib/http';
import type { Commons, Room } from '../lib/room';
import {
  AuthorizedComplianceService,
  type ComplianceServices,
} from './AuthorizedComplianceService';
import { ComplianceStore } from './ComplianceStore';

/** Counts of resources by the kind of version that they are on. */
export function createComplianceRoom(
  { knex, gate }: Commons,
  needs: Pick<ComplianceServices, 'types' | 'units'>,
): Room {
  const compliance = new AuthorizedComplianceService({
    ...{ store: new ComplianceStore(knex), gate },
    ...needs,
  });
  return {
    mount: (router, services) =>
      bindRoute(router, services, routes.getCompliance, async ({ actor, query }) => ({
        status: 200,
        body: await compliance.get(actor, query.unitId),
      })),
  };
}
