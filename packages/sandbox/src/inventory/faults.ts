import { z } from 'zod';
import { Faults } from '../faults/Faults';

const schema = z.strictObject({
  /**
   * `down` ends the connection, `html` answers a sign-in page, `empty` an empty list, `object`
   * something that is no list, `slow` the truth after `slowSeconds`.
   */
  mode: z.enum(['ok', 'down', 'html', 'empty', 'object', 'slow']),
  slowSeconds: z.number().nonnegative(),
  /** Names of servers that are left out. */
  drop: z.array(z.string()),
  /** New names by name. */
  rename: z.record(z.string(), z.string()),
  /** Other values by name and field; they need not be sensible. */
  set: z.record(z.string(), z.record(z.string(), z.unknown())),
  /** More rows, which need not be rows at all. */
  extra: z.array(z.unknown()),
});

export type InventoryFaults = z.infer<typeof schema>;

export const inventoryFaults = () =>
  new Faults<InventoryFaults>(schema, {
    mode: 'ok',
    slowSeconds: 5,
    drop: [],
    rename: {},
    set: {},
    extra: [],
  });

/** The rows as they are reported under the faults, which all go by the names of `rows`. */
export function reported(
  rows: { name: string }[],
  { drop, rename, set, extra }: Readonly<InventoryFaults>,
): unknown[] {
  const dropped = new Set(drop);
  const kept = rows
    .filter(({ name }) => !dropped.has(name))
    .map(row => ({ ...row, name: rename[row.name] ?? row.name, ...set[row.name] }));
  return [...kept, ...extra];
}
