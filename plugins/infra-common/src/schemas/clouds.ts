import { z } from 'zod';
import { jsonSchema } from './resources';

const identifier = (what: string) =>
  z
    .string({ error: `must be the id of ${what}` })
    .min(1, 'must not be empty')
    .max(100, 'must be at most 100 characters')
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
      'must consist of letters, digits and . _ -, and begin with a letter or digit',
    );

export const cloudIdSchema = identifier('a cloud plugin');

/** What a tree of cloud plugins, or a source file, has that somebody should know. */
export const cloudDiagnosticSchema = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  rule: z.string().describe('Stable name of the rule that it is about.'),
  message: z.string(),
  file: z.string().optional(),
  line: z.number().int().optional().describe('From 1.'),
  column: z.number().int().optional().describe('From 1.'),
});

export type CloudDiagnostic = z.infer<typeof cloudDiagnosticSchema>;

export const cloudRegionSchema = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string().optional(),
  zone: z.string().optional().describe('Part of the world, for latency.'),
  recommended: z.boolean(),
  lowCo2: z.boolean(),
});

export type CloudRegion = z.infer<typeof cloudRegionSchema>;

export const cloudServiceSchema = z.object({
  id: z.string(),
  name: z.string(),
  capability: z.string(),
  description: z.string(),
  documentation: z.string().optional(),
  operations: z.array(z.string()).describe('Operations of the neutral SDK that it serves.'),
  pricing: z.object({ model: z.string().optional(), unit: z.string().optional() }).optional(),
  resourceType: z
    .string()
    .optional()
    .describe('Name of the resource type that it can be requested as.'),
});

export type CloudService = z.infer<typeof cloudServiceSchema>;

/** A part of a monthly estimate, in the currency of the whole. */
export const cloudCostPartSchema = z.object({
  capability: z.string(),
  service: z.string(),
  monthlyCost: z.number(),
  details: z.string().optional(),
  freeTier: z.string().optional(),
});

export const cloudPricingSchema = z.object({
  currency: z.string(),
  lastUpdated: z.string().optional().describe('Day of the list prices, YYYY-MM-DD.'),
  monthlyCost: z.number().describe('Estimate for a small installation of everything.'),
  parts: z.array(cloudCostPartSchema),
  recommendation: z.string().optional(),
  notes: z.array(z.string()),
});

export const cloudAuthMethodHeadSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  recommended: z.boolean(),
  complexity: z.string().optional(),
  integrationType: z.string().describe('Type of the integrations that hold such credentials.'),
});

export const cloudSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  homepage: z.string().optional(),
  documentation: z.string().optional(),
  capabilities: z.array(z.string()),
  defaultRegion: z.string(),
  regions: z.array(cloudRegionSchema),
  services: z.array(cloudServiceSchema),
  authMethods: z.array(cloudAuthMethodHeadSchema),
  pricing: cloudPricingSchema.optional(),
  diagnostics: z.array(cloudDiagnosticSchema).describe('What is wrong with its files.'),
});

export type Cloud = z.infer<typeof cloudSchema>;

/** One step of the guide to credentials. Texts are Markdown. */
export const cloudAuthStepSchema = z.object({
  title: z.string(),
  description: z.string().optional(),
  details: z.string().optional(),
  instructions: z.array(z.string()),
  link: z.object({ url: z.string(), title: z.string() }).optional(),
  warning: z.string().optional(),
  field: z.string().optional().describe('The field of the form that this step fills.'),
});

export const cloudAuthFieldSchema = z.object({
  name: z.string(),
  type: z.string().describe('`text`, `json_file` and so on, as the plugin says.'),
  label: z.string(),
  description: z.string().optional(),
  help: z.string().optional(),
  placeholder: z.string().optional(),
  required: z.boolean(),
  sensitive: z.boolean(),
  pattern: z.string().optional(),
  options: z.array(z.string()).optional(),
  accept: z.array(z.string()).optional().describe('Endings of the files that fit.'),
});

export const cloudAuthMethodSchema = cloudAuthMethodHeadSchema.extend({
  cloud: z.string(),
  security: z
    .object({
      credentialType: z.string().optional(),
      riskLevel: z.string().optional(),
      rotationDays: z.number().optional(),
      notes: z.string().optional(),
    })
    .optional(),
  prerequisites: z.array(z.string()),
  useCases: z.array(z.string()),
  requiredRoles: z.record(z.string(), z.array(z.string())).describe('Roles by capability.'),
  guide: z.object({
    title: z.string(),
    subtitle: z.string().optional(),
    minutes: z.number().optional(),
    difficulty: z.string().optional(),
    steps: z.array(cloudAuthStepSchema),
  }),
  fields: z.array(cloudAuthFieldSchema),
  faq: z.array(z.object({ question: z.string(), answer: z.string() })),
  troubleshooting: z.array(z.object({ problem: z.string(), solution: z.string() })),
});

export type CloudAuthMethod = z.infer<typeof cloudAuthMethodSchema>;

const MOST_FILES = 5000;
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Text files by their path in the repository. */
export const cloudFilesSchema = z
  .record(z.string().min(1).max(1000), z.string({ error: 'must be the text of the file' }))
  .refine(files => Object.keys(files).length > 0, 'must have at least one file')
  .refine(files => Object.keys(files).length <= MOST_FILES, `must be at most ${MOST_FILES} files`)
  .refine(
    files => Object.values(files).reduce((sum, text) => sum + text.length, 0) <= MOST_CHARACTERS,
    `must be at most ${MOST_CHARACTERS} characters together`,
  );

export const cloudDetectBodySchema = z.strictObject({ files: cloudFilesSchema });

export const cloudRepositoryBodySchema = z.strictObject({
  repository: z
    .url({ protocol: /^https?$/, error: 'must be the address of a repository on a git host' })
    .max(2000)
    .describe('Of a repository, or of a folder as the host shows it: https://github.com/acme/shop'),
});

export const cloudNeedSchema = z.object({
  capability: z.string(),
  implied: z.boolean().describe('Nothing calls for it by name; it follows from the rest.'),
  places: z.array(
    z.object({
      file: z.string(),
      line: z.number().int(),
      column: z.number().int(),
      operation: z.string().optional(),
    }),
  ),
});

export const cloudDetectionSchema = z.object({
  capabilities: z.array(cloudNeedSchema),
  operations: z.array(z.string()).describe('Operations of the neutral SDK that are called.'),
  unserved: z.array(z.string()).describe('What is needed and no plugin here serves.'),
  filesRead: z.number().int(),
  diagnostics: z.array(cloudDiagnosticSchema),
});

export type CloudDetection = z.infer<typeof cloudDetectionSchema>;

const capabilitiesSchema = z
  .array(identifier('a capability'))
  .min(1, 'must name at least one')
  .max(20);

export const cloudOptionsBodySchema = z
  .strictObject({ capabilities: capabilitiesSchema, files: cloudFilesSchema })
  .partial()
  .refine(
    ({ capabilities, files }) => (capabilities === undefined) !== (files === undefined),
    'must have either capabilities or files',
  );

export const cloudOptionSchema = z.object({
  cloud: z.string(),
  name: z.string(),
  complete: z.boolean().describe('It serves everything that is asked for.'),
  missing: z.array(z.string()),
  services: z.array(z.object({ capability: z.string(), service: z.string(), name: z.string() })),
  regions: z.array(z.object({ id: z.string(), name: z.string(), recommended: z.boolean() })),
  monthlyCost: z.number().optional().describe('Missing where the plugin tells no price.'),
  currency: z.string().optional(),
  parts: z.array(cloudCostPartSchema),
});

export type CloudOption = z.infer<typeof cloudOptionSchema>;

export const cloudOptionsSchema = z.object({
  capabilities: z.array(z.string()),
  options: z.array(cloudOptionSchema).describe('Complete ones first, then by cost.'),
});

export type CloudOptions = z.infer<typeof cloudOptionsSchema>;

export const cloudTransformBodySchema = z.strictObject({ files: cloudFilesSchema });

export const cloudRequirementSchema = z.object({
  package: z.string(),
  version: z.string().describe('A range; empty for any version.'),
});

export const cloudTransformationSchema = z.object({
  files: z.record(z.string(), z.string()).describe('Every file, rewritten or as it came.'),
  diagnostics: z.array(cloudDiagnosticSchema),
  requirements: z.array(cloudRequirementSchema),
  changed: z.array(z.object({ file: z.string(), diff: z.string().describe('Unified diff.') })),
});

export type CloudTransformation = z.infer<typeof cloudTransformationSchema>;

export const cloudGenerateBodySchema = z.strictObject({
  projectName: z.string().min(1, 'must not be empty').max(100),
  projectId: z
    .string()
    .min(1, 'must not be empty')
    .max(200)
    .optional()
    .describe("The provider's own project, account or subscription, for clouds that need it."),
  environment: z.string().min(1, 'must not be empty').max(50).default('dev'),
  region: z.string().max(100).optional().describe('The default region of the cloud without it.'),
  capabilities: capabilitiesSchema,
  services: z
    .record(z.string().max(100), identifier('a service'))
    .default({})
    .describe('Which service for a capability, where a cloud has several.'),
  parameters: z.record(z.string().max(200), jsonSchema).default({}),
  tags: z.record(z.string().max(200), z.string().max(500)).default({}),
});

export type CloudGenerate = z.input<typeof cloudGenerateBodySchema>;

export const cloudGenerationSchema = z.object({
  files: z.record(z.string(), z.string()).describe('By path; none where there is an error.'),
  diagnostics: z.array(cloudDiagnosticSchema),
  requirements: z.object({
    terraform: z.string().describe('Versions of the program that it needs.'),
    providers: z.array(
      z.object({ name: z.string(), source: z.string(), version: z.string().optional() }),
    ),
    apis: z.array(z.string()).describe('APIs that have to be enabled, in order.'),
    secrets: z.array(z.string()).describe('Variables that only a secret may set.'),
  }),
});

export type CloudGeneration = z.infer<typeof cloudGenerationSchema>;
