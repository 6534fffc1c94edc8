import { z } from 'zod';
import { type Budget, budgetSchema, quotaEntrySchema } from './quota';
import {
  changeCountSchema,
  entityRefSchema,
  idSchema,
  pageQuerySchema,
  siteSchema,
  timeSchema,
} from './primitives';

/** The levels of the organisation from the top, unless `infra.organisation.levels` says otherwise. */
export const DEFAULT_LEVELS = ['center', 'field', 'department', 'team'] as const;

const nameSchema = z
  .string({ error: 'must be text' })
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters')
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

export const slugSchema = z
  .string({ error: 'must be text' })
  .min(1, 'must not be empty')
  .max(50, 'must be at most 50 characters')
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'must consist of lower-case letters, digits and inner hyphens',
  );

export const unitSchema = z.object({
  id: idSchema,
  kind: z.string().describe('The level: center, field, department or team by default.'),
  slug: slugSchema.describe(
    'Stable name, unique within the kind; used in group and namespace names.',
  ),
  name: z.string(),
  parentId: idSchema.nullable(),
  path: z.array(z.string()).describe('Names from the root down to this unit.'),
  ldapGroup: z.string().optional(),
  entityRef: z.string().describe('The Group in the catalog.'),
  revision: changeCountSchema,
});

export type Unit = z.infer<typeof unitSchema>;

export const createUnitSchema = z.strictObject({
  kind: z.string({ error: 'must be text' }).min(1, 'must not be empty').max(50),
  name: nameSchema,
  parentId: idSchema.nullish().describe('Required for every level but the first.'),
  slug: slugSchema.optional().describe('Made from the name where it is left out.'),
  ldapGroup: z.string().trim().min(1, 'must not be empty').max(200).optional(),
});

export type CreateUnit = z.infer<typeof createUnitSchema>;

export const patchUnitSchema = z.strictObject({
  name: nameSchema.optional(),
  ldapGroup: z.string().trim().min(1, 'must not be empty').max(200).nullish(),
});

export type PatchUnit = z.infer<typeof patchUnitSchema>;

export const unitQuerySchema = pageQuerySchema.extend({
  kind: z.string().max(50).optional(),
  parentId: idSchema.optional(),
  q: z.string().max(100).optional().describe('Part of the name or slug, without regard to case.'),
  entityRef: z
    .string()
    .max(300)
    .optional()
    .describe('The Group that the unit is in the catalog, without regard to case.'),
  requestable: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform(value => value === 'true')
    .optional()
    .describe('Only units for which the caller may request resources.'),
});

export type UnitQuery = z.infer<typeof unitQuerySchema>;

/** One node of the allocation tree, with everything beneath it that the caller may read. */
export type AllocationNode = {
  unit: Unit;
  sites: z.infer<typeof quotaEntrySchema>[];
  /** Missing where only the name may be read. */
  budget?: Budget;
  children: AllocationNode[];
};

export const allocationNodeSchema: z.ZodType<AllocationNode> = z.object({
  unit: unitSchema,
  sites: z.array(quotaEntrySchema),
  budget: budgetSchema.optional().describe('Missing where only the name may be read.'),
  get children() {
    return z.array(allocationNodeSchema);
  },
});

export const allocationTreeQuerySchema = z.object({
  site: siteSchema.optional(),
  depth: z.coerce.number().int('must be a whole number').min(1).max(20).optional(),
  root: idSchema.optional().describe('Start at this unit instead of at the top.'),
});

export const ROLES = [
  'platform_admin',
  'center_admin',
  'field_admin',
  'dept_admin',
  'team_lead',
  'member',
] as const;

export const roleSchema = z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` });

export type Role = z.infer<typeof roleSchema>;

/** A role that somebody has; over a unit, or over everything where the role is an administrator's. */
export const bindingSchema = z.object({
  role: roleSchema,
  unitId: idSchema.optional(),
  source: z.enum(['ldap', 'manual']),
  expiresAt: timeSchema.optional(),
});

export type Binding = z.infer<typeof bindingSchema>;

export const meSchema = z.object({ userRef: z.string(), bindings: z.array(bindingSchema) });

export type Me = z.infer<typeof meSchema>;

export const createRoleBindingSchema = z.strictObject({
  userRef: entityRefSchema,
  role: roleSchema,
  unitId: idSchema
    .optional()
    .describe('Required for every role but platform_admin and center_admin.'),
  expiresAt: timeSchema.optional(),
});

export type CreateRoleBinding = z.infer<typeof createRoleBindingSchema>;

/** A binding that an administrator made by hand. */
export const roleBindingSchema = z.object({
  id: idSchema,
  userRef: z.string(),
  role: roleSchema,
  unitId: idSchema.optional(),
  expiresAt: timeSchema.optional(),
  createdBy: z.string(),
  createdAt: timeSchema,
});

export type RoleBinding = z.infer<typeof roleBindingSchema>;

export const roleBindingQuerySchema = pageQuerySchema.extend({
  unitId: idSchema.optional(),
  userRef: entityRefSchema.optional(),
});

export type RoleBindingQuery = z.infer<typeof roleBindingQuerySchema>;

export const directoryReportSchema = z.object({
  checkedAt: timeSchema,
  users: z.array(
    z.object({
      userRef: z.string(),
      username: z.string(),
      displayName: z.string().optional(),
      groups: z.array(z.string()),
      bindings: z.array(bindingSchema),
    }),
  ),
  unmappedGroups: z.array(z.object({ group: z.string(), reason: z.string() })),
});

export type DirectoryReport = z.infer<typeof directoryReportSchema>;

/** What the sign-in provider hands over after the directory accepted a user. Callers are services only. */
export const signInSchema = z.strictObject({
  username: z.string().min(1, 'must not be empty').max(200),
  dn: z.string().max(1000),
  displayName: z.string().max(300).optional(),
  email: z.string().max(320).optional(),
  groups: z
    .array(z.string().max(1000))
    .max(5000)
    .describe('DNs of all groups, nested ones resolved.'),
});

export type SignIn = z.infer<typeof signInSchema>;

export const signInResultSchema = z.object({
  userRef: z.string(),
  ownershipEntityRefs: z.array(z.string()),
  bindings: z.array(bindingSchema),
});

export type SignInResult = z.infer<typeof signInResultSchema>;
