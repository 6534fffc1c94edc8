import {
  actionResultSchema,
  allocationNodeSchema,
  allowedActionSchema,
  amountsSchema,
  argoCdApplicationDetailSchema,
  argoCdApplicationSchema,
  auditEntrySchema,
  bindingSchema,
  budgetSchema,
  costSchema,
  createResourceSchema,
  createRoleBindingSchema,
  createUnitSchema,
  directoryReportSchema,
  dryRunResultSchema,
  jsonSchema,
  logLineSchema,
  meSchema,
  patchUnitSchema,
  quotaEntrySchema,
  resourceSchema,
  resourceTypeSchema,
  roleBindingSchema,
  runSchema,
  serverSchema,
  signedAmountsSchema,
  signInResultSchema,
  signInSchema,
  syncResultSchema,
  unitQuotaSchema,
  unitSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { z } from 'zod';

/** JSON Schema, draft 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { [keyword: string]: unknown };

/** Schemas that the document names, of what is answered and of what is sent. */
const NAMED = {
  output: {
    ActionResult: actionResultSchema,
    AllocationNode: allocationNodeSchema,
    AllowedAction: allowedActionSchema,
    Amounts: amountsSchema,
    ArgoCdApplication: argoCdApplicationSchema,
    ArgoCdApplicationDetail: argoCdApplicationDetailSchema,
    AuditEntry: auditEntrySchema,
    Binding: bindingSchema,
    Budget: budgetSchema,
    Cost: costSchema,
    DirectoryReport: directoryReportSchema,
    DryRunResult: dryRunResultSchema,
    JsonValue: jsonSchema,
    LogLine: logLineSchema,
    Me: meSchema,
    QuotaEntry: quotaEntrySchema,
    Resource: resourceSchema,
    ResourceType: resourceTypeSchema,
    RoleBinding: roleBindingSchema,
    Run: runSchema,
    Server: serverSchema,
    SignedAmounts: signedAmountsSchema,
    SignInResult: signInResultSchema,
    SyncResult: syncResultSchema,
    Unit: unitSchema,
    UnitQuota: unitQuotaSchema,
  },
  input: {
    CreateResource: createResourceSchema,
    CreateRoleBinding: createRoleBindingSchema,
    CreateUnit: createUnitSchema,
    JsonValue: jsonSchema,
    PatchUnit: patchUnitSchema,
    SignIn: signInSchema,
  },
} as const;

export type Direction = keyof typeof NAMED;

const LOCATION = '#/components/schemas/';

const registries = {
  output: register(NAMED.output),
  input: register(NAMED.input),
};

function register(schemas: Record<string, z.ZodType>) {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  return registry;
}

/** What every refused request is answered with. */
export const errorSchema = z.object({
  error: z.object({
    name: z.string(),
    message: z.string(),
    code: z.string().optional().describe('Stable; absent where something unexpected went wrong.'),
    details: jsonSchema.optional(),
  }),
  request: z.object({ method: z.string(), url: z.string() }).optional(),
  response: z.object({ statusCode: z.number().int() }),
});

registries.output.add(errorSchema, { id: 'Error' });

/** Drops what only a document of its own needs. */
const bare = ({ $schema: _schema, $id: _id, ...schema }: JsonSchema): JsonSchema => schema;

/** Every named schema. */
export function componentSchemas(): Record<string, JsonSchema> {
  const generate = (io: Direction) =>
    Object.entries(
      z.toJSONSchema(registries[io], { io, uri: id => `${LOCATION}${id}` }).schemas,
    ).map(([id, schema]) => [id, bare(schema)]);
  return Object.fromEntries([...generate('input'), ...generate('output')]);
}

/** A schema where the document uses it: a reference where it has a name, else written out with references inside. */
export function describeSchema(schema: z.ZodType, io: Direction): JsonSchema {
  const registry = registries[io];
  const id = registry.get(schema)?.id;
  if (id !== undefined) return { $ref: `${LOCATION}${id}` };
  const { $defs: _defs, ...written } = bare(z.toJSONSchema(schema, { io, metadata: registry }));
  return JSON.parse(JSON.stringify(written).replaceAll('"#/$defs/', `"${LOCATION}`)) as JsonSchema;
}
