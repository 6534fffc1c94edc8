import { firstRdnValue, foldName } from '@bailiwick/backstage-plugin-infra-node';
import type { PlacedBinding } from '../access';
import type { Levels, UnitRecord, UnitService } from '../organisation';
import type { Claim, GroupMapping } from './GroupMapping';

/** What one group of the directory gives; `reason` says why it gives nothing. */
export interface GroupMeaning {
  dn: string;
  name: string;
  bindings: PlacedBinding[];
  reason?: string;
}

const NO_CLAIM =
  'Its name matches no pattern of infra.directory.roleMapping, and it is the group of no unit';

const sameBinding = (a: PlacedBinding, b: PlacedBinding) =>
  a.role === b.role && a.unitId === b.unitId;

const bindingOn = (role: PlacedBinding['role'], unit: UnitRecord): PlacedBinding => ({
  role,
  source: 'ldap',
  unitId: unit.id,
  unit: { id: unit.id, level: unit.level, ancestorIds: unit.ancestorIds },
});

const sortKey = ({ role, unit, unitId }: PlacedBinding) => `${unit?.level ?? 0} ${role} ${unitId}`;

/** Finds out which roles groups give, by the units that exist now. */
export class GroupReader {
  constructor(
    private readonly mapping: GroupMapping,
    private readonly units: UnitService,
  ) {}

  /** One meaning for each group, in the order of `dns`. */
  async read(dns: readonly string[]): Promise<GroupMeaning[]> {
    const groups = dns.map(dn => {
      const name = firstRdnValue(dn);
      return { dn, name, claims: this.mapping.claimsOf(name) };
    });
    const named = groups.flatMap(({ claims }) =>
      claims.flatMap(claim =>
        claim.at === 'everywhere' ? [] : { level: claim.at, name: claim.unit },
      ),
    );
    const own = groups.flatMap(({ dn, name }) => [foldName(name), foldName(dn)]);
    const units = await this.units.named(named, own);
    return groups.map(group => this.#mean(group, units));
  }

  /** The set of bindings that all these groups give together, whatever their order. */
  async bindingsOf(dns: readonly string[]): Promise<PlacedBinding[]> {
    return uniqueBindings(await this.read(dns));
  }

  #mean(
    { dn, name, claims }: { dn: string; name: string; claims: Claim[] },
    units: readonly UnitRecord[],
  ): GroupMeaning {
    const claimed = claims.flatMap(claim => bindingOf(claim, units) ?? []);
    const names = [foldName(name), foldName(dn)];
    // Being in a unit's own group makes a member, whatever the level: that reads, and changes nothing.
    const owned = units
      .filter(({ ldapGroup }) => ldapGroup !== undefined && names.includes(foldName(ldapGroup)))
      .map(unit => bindingOn('member', unit));
    const bindings = [...claimed, ...owned];
    if (bindings.length > 0) return { dn, name, bindings };
    return { dn, name, bindings, reason: reasonOf(claims, this.units.levels) };
  }
}

/** The bindings of several groups, each once, in an order that does not depend on theirs. */
export function uniqueBindings(meanings: readonly GroupMeaning[]): PlacedBinding[] {
  const all = meanings.flatMap(({ bindings }) => bindings);
  return all
    .filter((binding, index) => all.findIndex(other => sameBinding(binding, other)) === index)
    .sort((a, b) => sortKey(a).localeCompare(sortKey(b)));
}

function bindingOf(claim: Claim, units: readonly UnitRecord[]): PlacedBinding | undefined {
  if (claim.at === 'everywhere') return { role: claim.role, source: 'ldap' };
  const unit = units.find(
    ({ level, slug, id }) => level === claim.at && (slug === claim.unit || id === claim.unit),
  );
  return unit && bindingOn(claim.role, unit);
}

function reasonOf(claims: readonly Claim[], levels: Levels): string {
  const unknown = claims.flatMap(claim =>
    claim.at === 'everywhere' ? [] : `there is no ${levels.names[claim.at]} "${claim.unit}"`,
  );
  return unknown.length === 0 ? NO_CLAIM : `It names a unit, but ${unknown.join(', and ')}`;
}
