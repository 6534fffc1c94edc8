import { InputError } from '@backstage/errors';
import {
  type BudgetEffect,
  type DryRunResult,
  formatMoney,
  formatPosition,
  type Resource,
  type ResourceState,
} from '@bailiwick/backstage-plugin-infra-common';

/** Fails with the reason that the engine gave unless the resource came to rest in the state. */
export function assertState(resource: Resource, state: ResourceState): void {
  if (resource.state === state && resource.status === 'done') return;
  const reason = resource.statusReason ? `: ${resource.statusReason}` : '';
  throw new Error(`${resource.name} is ${formatPosition(resource)}${reason}`);
}

/** Fails with every problem that a dry run found. */
export function assertValid(preview: DryRunResult): void {
  if (preview.valid) return;
  throw new InputError(preview.problems.map(({ message }) => message).join('; '));
}

function describeBudget({ unit, currency, before, after }: BudgetEffect): string {
  if (before === null || after === null) return `${unit}: no limit of money`;
  const money = (amount: number) => formatMoney(amount, currency, 'en-US');
  return `${unit}: ${money(before)} a month left, ${money(after)} after it`;
}

/** What a request would cost and what that leaves, a line per level. */
export const describePreview = (preview: DryRunResult): string[] => [
  `It takes ${preview.cost.cpu} cores and ${preview.cost.ramGb} GiB`,
  ...preview.quota.map(
    ({ unit, site, before, after }) =>
      `${unit} at ${site}: ${before.cpu} cores and ${before.ramGb} GiB free, ${after.cpu} and ${after.ramGb} after it`,
  ),
  ...(preview.budget ?? []).map(describeBudget),
];
