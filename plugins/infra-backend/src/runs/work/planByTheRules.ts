import type { Provisioner } from '@bailiwick/backstage-plugin-infra-node';
import { brokenPolicies } from '../../lib/policies';
import type { RunRecord, RunSubject } from '../types';
import type { RunContext } from './RunContext';

/**
 * Whether a run must plan before it changes anything: its type has rules that only a plan can be held against, and nobody approved a plan
 * that kept them.
 */
export const mustPlanFirst = (
  { kind, planRunId }: RunRecord,
  { hasPlanRules }: RunSubject,
  { plan }: Pick<Provisioner, 'plan'>,
): boolean =>
  (kind === 'apply' || kind === 'destroy') && !planRunId && hasPlanRules && plan !== undefined;

/**
 * Makes the plan of what a run is about to do; the answer is what the provisioner wants back in order to do just that.
 *
 * @throws Error where a rule of the type is broken
 */
export async function planByTheRules(
  provisioner: Provisioner,
  context: RunContext,
  subject: RunSubject,
): Promise<Buffer | undefined> {
  const { changes = [], artifact } = (await provisioner.plan?.(context)) ?? {};
  const log = await context.phase('policy');
  const policies = subject.checkPlan(changes);
  for (const { name, passed } of policies) log.info(`${passed ? 'Kept' : 'Broken'}: ${name}`);
  const broken = brokenPolicies(policies);
  if (broken) throw new Error(`A policy speaks against the plan: ${broken}`);
  return artifact;
}
