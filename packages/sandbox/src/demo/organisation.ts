import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const unitSchema = z.strictObject({
  kind: z.enum(['center', 'field', 'department', 'team']),
  slug: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string().min(1),
  /** Slug of a unit of the level above; the centre has none. */
  parent: z.string().optional(),
});

const allocationSchema = z.strictObject({
  /** Servers of every ten at a site, by field. */
  serversOfTen: z.record(z.string(), z.number().int().min(0).max(10)),
  /** Part of its field's capacity at every site, by department. */
  departmentPercent: z.record(z.string(), z.number().min(0).max(100)),
  teams: z.array(
    z.strictObject({
      team: z.string(),
      site: z.string(),
      cpu: z.number().int(),
      ramGb: z.number().int(),
    }),
  ),
});

const organisationSchema = z.strictObject({
  sites: z.array(z.string()),
  units: z.array(unitSchema),
  /** People with a fixed user name, and the directory groups that they belong to. */
  accounts: z.array(
    z.strictObject({ uid: z.string(), name: z.string(), groups: z.array(z.string()) }),
  ),
  /** Directory groups that follow from no unit, with the number of people generated for each. */
  groups: z.array(
    z.strictObject({
      name: z.string(),
      people: z.number().int().nonnegative(),
      memberOf: z.array(z.string()).optional(),
    }),
  ),
  allocation: allocationSchema,
});

export type DemoUnit = z.infer<typeof unitSchema>;
export type UnitKind = DemoUnit['kind'];
export type Organisation = z.infer<typeof organisationSchema>;

/** The password of every person in the demo directory. */
export const DEMO_PASSWORD = 'bailiwick';

const LEVELS: UnitKind[] = ['center', 'field', 'department', 'team'];

/** Reads `demo/organisation.yaml`; units come parents first. */
export function demoOrganisation(): Organisation {
  const file = join(
    dirname(require.resolve('@bailiwick/sandbox/package.json')),
    'demo',
    'organisation.yaml',
  );
  const organisation = organisationSchema.parse(parse(readFileSync(file, 'utf8')));
  const known = new Set<string>();
  for (const { kind, slug, parent } of organisation.units) {
    const above = LEVELS[LEVELS.indexOf(kind) - 1];
    if (above ? !known.has(`${above} ${parent}`) : parent) {
      throw new Error(`${file}: ${kind} "${slug}" must come after its parent, a ${above}`);
    }
    known.add(`${kind} ${slug}`);
  }
  return organisation;
}
