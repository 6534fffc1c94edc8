import { isAbsolute } from 'node:path';
import { z } from 'zod';

const text = (most: number) =>
  z.string({ error: 'must be text' }).min(1, 'must not be empty').max(most);

const MOST_INLINE = 1024 * 1024;
/** Written by the provisioner itself. */
export const OWN_FILES = ['bailiwick_override.tf.json'];

export const urlSchema = text(2000).superRefine((url, context) => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
    context.addIssue({ code: 'custom', message: 'must be an http:// or https:// address' });
  } else if (parsed.username || parsed.password) {
    context.addIssue({
      code: 'custom',
      message: 'must not contain credentials: use an integration, or infra.opentofu.git',
    });
  }
});

export const refSchema = text(200).regex(
  /^(?!-)(?!.*\.\.)[\w][\w./+-]*$/,
  'must be the name of a branch or tag',
);

export const commitSchema = z
  .string({
    error:
      'must be given, so that the version stays what it is: import the module, or name the commit',
  })
  .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'must be a whole commit id of 40 or 64 digits');

export const folderSchema = text(500).refine(
  folder => !isAbsolute(folder) && !folder.split('/').includes('..'),
  'must be a path inside the repository',
);

const gitShape = {
  kind: z.literal('git'),
  url: urlSchema,
  ref: refSchema.optional().describe('Branch or tag that the commit was found by; for people.'),
  folder: folderSchema.optional().describe('Where in the repository the module is.'),
};

const folderSourceSchema = z.strictObject({
  kind: z.literal('folder'),
  path: text(1000).refine(isAbsolute, 'must be an absolute path'),
});

function fileNameProblem(name: string): string | undefined {
  if (name.length > 200 || !/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) {
    return 'must be the name of a file, without a folder';
  }
  return OWN_FILES.includes(name) ? 'is the name of a file that the provisioner writes' : undefined;
}

const isModuleFile = (name: string) => /\.(tf|tofu)(\.json)?$/.test(name);

const inlineSourceSchema = z.strictObject({
  kind: z.literal('inline'),
  files: z
    .record(z.string(), z.string({ error: 'must be text' }))
    .superRefine((files, context) => {
      for (const name of Object.keys(files)) {
        const message = fileNameProblem(name);
        if (message) context.addIssue({ code: 'custom', path: [name], message });
      }
    })
    .refine(files => Object.keys(files).some(isModuleFile), 'must have a file that ends with .tf')
    .refine(
      files => Object.values(files).reduce((size, file) => size + file.length, 0) <= MOST_INLINE,
      `must be at most ${MOST_INLINE} characters together`,
    ),
});

const unknownKind = { error: 'must have the kind git, folder or inline' };
const unknownKindOfType = { error: 'must have the kind git, folder, inline or request' };

/** Where a module is that can be carried out. A git source is pinned. */
const sourceSchemas = [
  z.strictObject({ ...gitShape, commit: commitSchema }),
  folderSourceSchema,
  inlineSourceSchema,
] as const;

const sourceSchema = z.discriminatedUnion('kind', sourceSchemas, unknownKind);

/** Where a version's module is: each resource can say that itself, by its variables. */
const typeSourceSchema = z.discriminatedUnion(
  'kind',
  [...sourceSchemas, z.strictObject({ kind: z.literal('request') })],
  unknownKindOfType,
);

export type Source = z.output<typeof sourceSchema>;

/** Where somebody who imports says that a module is; it gets pinned. */
export const importSourceSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ ...gitShape, commit: commitSchema.optional() }),
    folderSourceSchema,
    inlineSourceSchema,
  ],
  unknownKind,
);

export type ImportSource = z.output<typeof importSourceSchema>;

/** Of the resource, what a variable of the module can be filled with. */
export const RESOURCE_FIELDS = [
  ...['id', 'name', 'externalName', 'type', 'version', 'site', 'unit', 'unitName', 'requestedBy'],
] as const;

const PLACE = '{id}';

const backendSchema = z.strictObject({
  kind: z.enum(['s3', 'azurerm', 'gcs'], { error: 'must be s3, azurerm or gcs' }),
  config: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .refine(
      config => Object.values(config).some(value => `${value}`.includes(PLACE)),
      `must contain ${PLACE} in its key or prefix, so that each resource has a state of its own`,
    )
    .describe('Without credentials: those come from the integrations of the resource.'),
});

const nameSchema = text(100).regex(/^[A-Za-z_][\w-]*$/, 'must be a name in Terraform');

const loginFilesSchema = z
  .record(z.string(), z.string({ error: 'must be text' }))
  .superRefine((files, context) => {
    for (const name of Object.keys(files)) {
      const message = fileNameProblem(name);
      if (message) context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .refine(files => Object.keys(files).some(isModuleFile), 'must have a file that ends with .tf');

/** How code gets to run in what a module makes. */
export const deploymentTypeSchema = z.strictObject({
  repositoryOutput: nameSchema.describe('The output that says where images are pushed to.'),
  imagePath: text(200)
    .regex(
      /^[a-z0-9]+([._/-][a-z0-9]+)*$/,
      'must be of lower-case letters and digits, with . _ - or / between them',
    )
    .optional()
    .describe('Below the repository, where the registry wants a name there.'),
  imageVariable: nameSchema.describe('The variable that takes the image by its digest.'),
  urlOutput: nameSchema.optional().describe('The output that is the address of the service.'),
  registryLogin: loginFilesSchema
    .optional()
    .describe('A root module that changes nothing, with the outputs username and password.'),
});

export type DeploymentType = z.output<typeof deploymentTypeSchema>;

/** What a version of a resource type says to this provisioner. */
export const typeSettingsSchema = z.strictObject({
  source: typeSourceSchema,
  backend: backendSchema.optional().describe('Where the state is kept instead of with us.'),
  variablesFromResource: z
    .record(z.string().max(100), z.enum(RESOURCE_FIELDS as unknown as [string, ...string[]]))
    .default({})
    .describe('Variables of the module that the resource itself fills.'),
  deployment: deploymentTypeSchema
    .optional()
    .describe('Where the module runs an image: how one is built, pushed and looked at.'),
});

export type TypeSettings = z.output<typeof typeSettingsSchema>;

/** The same for one run, which knows its module. */
export type RunSettings = TypeSettings & { source: Source };
