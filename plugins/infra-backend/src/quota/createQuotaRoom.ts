import type { Commons, Room } from '../lib/room';
import type { UnitService } from '../organisation';
import { AllocationStore } from './AllocationStore';
import { AuthorizedQuotaService } from './AuthorizedQuotaService';
import { BudgetHistoryStore } from './BudgetHistoryStore';
import { BudgetService } from './BudgetService';
import { BudgetStore } from './BudgetStore';
import { CapacityService } from './CapacityService';
import { CapacityStore } from './CapacityStore';
import { CounterCheck } from './CounterCheck';
import { CounterStore } from './CounterStore';
import { type Currency, readCurrency } from './currency';
import { keepCurrency } from './keepCurrency';
import { mountQuota } from './quotaRoutes';
import { QuotaHistory, readHistoryOptions } from './QuotaHistory';
import { QuotaHistoryStore } from './QuotaHistoryStore';
import { QuotaService } from './QuotaService';
import { QuotaStore } from './QuotaStore';
import { ReservationService } from './ReservationService';
import { ReservationStore } from './ReservationStore';

export interface QuotaRoom extends Room {
  quotas: QuotaService;
  budgets: BudgetService;
  /** What money is counted in. */
  currency: Currency;
  /** Quota for an actor, where another room answers with it. */
  authorizedQuotas: AuthorizedQuotaService;
  reservations: ReservationService;
  capacity: CapacityService;
  check: CounterCheck;
  history: QuotaHistoryStore;
}

/** What units may use, what resources hold of it, and the check that both agree. */
export function createQuotaRoom(commons: Commons, { units }: { units: UnitService }): QuotaRoom {
  const { knex, config, gate, audit, changes, logger, metrics, scheduler } = commons;
  const store = new QuotaStore(knex);
  const currency = readCurrency(config);
  const budgetStore = new BudgetStore(knex);
  const budgets = new BudgetService({
    ...{ knex, store: budgetStore, quotas: store, units, currency, audit, changes },
  });
  const quotas = new QuotaService({
    ...{ knex, store, budgets, units, audit, changes },
    allocations: new AllocationStore(knex, budgetStore),
  });
  const history = new QuotaHistoryStore(knex);
  const past = new QuotaHistory({
    ...{ quotas, budgets, store: history, options: readHistoryOptions(config) },
    budgetStore: new BudgetHistoryStore(knex),
  });
  const authorizedQuotas = new AuthorizedQuotaService({ quotas, budgets, units, gate, past });
  const reservations = new ReservationService({
    ...{ knex, budgets, quotas: store },
    reservations: new ReservationStore(),
  });
  const capacity = new CapacityService({ quotas: store, capacities: new CapacityStore() });
  const check = new CounterCheck({ knex, audit, logger, metrics, store: new CounterStore(knex) });
  return {
    quotas,
    budgets,
    currency,
    authorizedQuotas,
    reservations,
    capacity,
    check,
    history,
    mount: (router, services) => mountQuota(router, services, authorizedQuotas),
    async start() {
      await keepCurrency(knex, currency);
      await check.schedule(scheduler);
      await past.schedule(scheduler);
    },
  };
}
