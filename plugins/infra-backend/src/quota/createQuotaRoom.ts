import type { Commons, Room } from '../lib/room';
import type { UnitService } from '../organisation';
import { AllocationStore } from './AllocationStore';
import { AuthorizedQuotaService } from './AuthorizedQuotaService';
import { CapacityService } from './CapacityService';
import { CapacityStore } from './CapacityStore';
import { CounterCheck } from './CounterCheck';
import { CounterStore } from './CounterStore';
import { mountQuota } from './quotaRoutes';
import { QuotaService } from './QuotaService';
import { QuotaStore } from './QuotaStore';
import { ReservationService } from './ReservationService';
import { ReservationStore } from './ReservationStore';

export interface QuotaRoom extends Room {
  quotas: QuotaService;
  /** Quota for an actor, where another room answers with it. */
  authorizedQuotas: AuthorizedQuotaService;
  reservations: ReservationService;
  capacity: CapacityService;
  check: CounterCheck;
}

/** What units may use, what resources hold of it, and the check that both agree. */
export function createQuotaRoom(commons: Commons, { units }: { units: UnitService }): QuotaRoom {
  const { knex, gate, audit, changes, logger, metrics, scheduler } = commons;
  const store = new QuotaStore(knex);
  const quotas = new QuotaService({
    ...{ knex, store, units, audit, changes },
    allocations: new AllocationStore(knex),
  });
  const authorizedQuotas = new AuthorizedQuotaService(quotas, units, gate);
  const reservations = new ReservationService({
    ...{ knex, quotas: store },
    reservations: new ReservationStore(),
  });
  const capacity = new CapacityService({ quotas: store, capacities: new CapacityStore() });
  const check = new CounterCheck({ knex, audit, logger, metrics, store: new CounterStore(knex) });
  return {
    quotas,
    authorizedQuotas,
    reservations,
    capacity,
    check,
    mount: (router, services) => mountQuota(router, services, authorizedQuotas),
    start: () => check.schedule(scheduler),
  };
}
