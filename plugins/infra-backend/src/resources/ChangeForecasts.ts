import {
  type ChangeForecast,
  NOTHING,
  type PatchResource,
  subtractAmounts,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Actor } from '../access';
import { requireMatch } from '../lib/http';
import { largest, missing, takesQuota } from '../quota/amounts';
import type { Circumstances } from './facts';
import type { LockedResources } from './LockedResources';
import type { ChangePlanner, Planner } from './planning';
import { collectRefusals } from './refusals';
import { proposalOf, resourceTag, wishOf } from './ResourceChanges';
import { showSteps } from './ResourcePresenter';
import type { ResourceServices } from './ResourceService';
import type { PendingChange, ResourceRecord } from './types';

export interface ForecastCall {
  actor: Actor;
  record: ResourceRecord;
  rights: Circumstances;
  ifMatch?: string;
}

type Services = Pick<
  ResourceServices,
  'knex' | 'reservations' | 'quota' | 'budgets' | 'admission' | 'lifetimes'
> & {
  planner: Planner;
  changePlanner: ChangePlanner;
  locked: LockedResources;
};

/** What would come of a change, by the same checks as the change itself. Nothing is locked and nothing stored. */
export class ChangeForecasts {
  constructor(private readonly services: Services) {}

  /**
   * What cannot be done at the moment is among the problems of the forecast; what nobody could ever do is an error.
   *
   * @throws InfraError FORBIDDEN, VALIDATION_ERROR, STALE_REVISION
   */
  async ofChange(
    patch: PatchResource,
    { actor, record, rights, ifMatch }: ForecastCall,
  ): Promise<ChangeForecast> {
    const { knex, planner, changePlanner, locked, admission } = this.services;
    const { problems, collect } = collectRefusals();
    await collect(() => locked.refuse(record, 'edit', rights));
    requireMatch(ifMatch, resourceTag(record), record.name);
    const asked = wishOf(record, patch);
    const variables = await changePlanner.pinnedChange(record, asked, actor);
    const wish = variables ? { ...asked, variables } : asked;
    await changePlanner.requireSecrets(record, wish);
    if (wish.integrations)
      await changePlanner.requireIntegrations(actor, record, wish.integrations);
    const checked = changePlanner.checkChange(record, wish, actor);
    const { change, changes } = proposalOf(record, checked, wish, actor);
    await collect(() => changePlanner.checkTier(record, change));
    await collect(() => planner.refuseTaken(knex, checked, record.id));
    const effects = await this.#effects(record, change, collect);
    const steps = admission.steps({ ...record, pendingChange: change }, 'change');
    return {
      valid: problems.length === 0,
      problems,
      ...(checked.warnings.length > 0 ? { warnings: checked.warnings } : {}),
      cost: {
        before: record.cost,
        after: change.cost,
        delta: subtractAmounts(change.cost, record.cost),
      },
      ...effects,
      approval: showSteps(steps),
      differences: changes,
    };
  }

  /** @throws InfraError FORBIDDEN */
  async ofExtension({ record, rights }: ForecastCall): Promise<ChangeForecast> {
    const { locked, lifetimes } = this.services;
    const { problems, collect } = collectRefusals();
    let after: Date | undefined;
    await collect(async () => {
      await locked.refuse(record, 'extend', rights);
      after = lifetimes.next(record);
    });
    const before = record.expiresAt?.toISOString();
    return {
      valid: problems.length === 0,
      problems,
      cost: { before: record.cost, after: record.cost, delta: NOTHING },
      quota: [],
      approval: showSteps([]),
      differences: after ? [{ pointer: '/expiresAt', before, after: after.toISOString() }] : [],
    };
  }

  /** Both what it is and what it may become must fit; what is left is told of what it becomes. */
  async #effects(
    { id, unit, site, cost }: ResourceRecord,
    change: PendingChange,
    collect: ReturnType<typeof collectRefusals>['collect'],
  ): Promise<Pick<ChangeForecast, 'quota' | 'budget'>> {
    if (!takesQuota({ site, cost: largest(cost, change.cost) })) return { quota: [] };
    const { reservations, quota, budgets } = this.services;
    const held = await reservations.held(id);
    const wanted = held ? missing(largest(cost, change.cost), held) : change.cost;
    await collect(async () => {
      const refusal = await reservations.refusal({ unitId: unit.id, site, amounts: wanted });
      if (refusal) throw refusal;
    });
    const more = subtractAmounts(change.cost, held ?? NOTHING);
    const hasMoney = Boolean(change.cost.monthlyCost || held?.monthlyCost);
    return {
      quota: site === undefined ? [] : await quota.effect(unit.id, site, more),
      ...(hasMoney ? { budget: await budgets.effect(unit.id, more.monthlyCost ?? 0) } : {}),
    };
  }
}
