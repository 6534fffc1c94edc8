import { InputError } from '@backstage/errors';
import {
  type DryRunResult,
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

/** What a request would cost and what that leaves, a line per level. */
export const describePreview = (preview: DryRunResult): string[] => [
  `It takes ${preview.cost.cpu} cores and ${preview.cost.ramGb} GiB`,
  ...preview.quota.map(
    ({ unit, site, before, after }) =>
      `${unit} at ${site}: ${before.cpu} cores and ${before.ramGb} GiB free, ${after.cpu} and ${after.ramGb} after it`,
  ),
];
