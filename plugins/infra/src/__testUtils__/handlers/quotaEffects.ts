import {
  type Amounts,
  NOTHING,
  type QuotaEffect,
  subtractAmounts,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { World } from '../World';

const COST: Record<string, Amounts> = {
  bronze: { cpu: 2, ramGb: 4 },
  silver: { cpu: 4, ramGb: 16 },
  gold: { cpu: 8, ramGb: 32 },
};

export const costOf = ({ slaType }: Variables): Amounts => COST[String(slaType)] ?? NOTHING;

/** What the amounts leave of the quota of a team and of the units above it. */
export function quotaEffects(
  { org }: World,
  unitId: string,
  site: string,
  amounts: Amounts,
): QuotaEffect[] {
  return org.chainOf(unitId).map(own => {
    const before = org.entry(own, site)?.available ?? NOTHING;
    const { id, name, kind } = own.unit;
    const after = kind === 'team' ? subtractAmounts(before, amounts) : before;
    return { unit: name, unitId: id, kind, site, before, after };
  });
}
