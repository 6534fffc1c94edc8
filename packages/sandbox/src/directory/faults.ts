import { z } from 'zod';
import { Faults } from '../faults/Faults';

const schema = z.strictObject({
  /** Connections are cut, open ones and new ones. */
  down: z.boolean(),
  /** Memberships that are left out: group names by user name. */
  hide: z.record(z.string(), z.array(z.string())),
});

export type LdapFaults = z.infer<typeof schema>;

export const ldapFaults = () => new Faults<LdapFaults>(schema, { down: false, hide: {} });
