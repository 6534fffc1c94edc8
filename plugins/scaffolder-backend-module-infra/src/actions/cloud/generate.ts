import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CloudGenerate } from '@bailiwick/backstage-plugin-infra-common';
import { FAIL_ON, reportDiagnostics } from '../diagnostics';
import { diagnosticOutput } from '../outputs';
import type { InfraFor } from '../types';
import { examples } from './generate.examples';

/** `infra:cloud:generate`: writes a complete configuration for capabilities on a cloud into the workspace. */
export const createGenerateConfigurationAction = (infraFor: InfraFor) =>
  createTemplateAction({
    id: 'infra:cloud:generate',
    description:
      'Writes a complete OpenTofu or Terraform configuration for what an application needs of a cloud into a folder of the workspace.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cloud: z => z.string().describe('Id of the cloud plugin, such as aws.'),
        projectName: z => z.string().describe('What it is for; part of the names of everything.'),
        projectId: z =>
          z
            .string()
            .optional()
            .describe("The provider's own project, account or subscription; some clouds need it."),
        environment: z => z.string().optional().describe('dev by default.'),
        region: z => z.string().optional().describe('The default region of the cloud without it.'),
        capabilities: z =>
          z.array(z.string()).describe('What is needed, such as storage and messaging.'),
        services: z =>
          z
            .record(z.string())
            .optional()
            .describe('Which service for a capability, where the cloud has several.'),
        parameters: z => z.record(z.any()).optional().describe('Settings, such as s3.bucket_name.'),
        tags: z => z.record(z.string()).optional(),
        targetPath: z =>
          z.string().optional().describe('Folder of the workspace; infrastructure by default.'),
        replace: z =>
          z
            .boolean()
            .optional()
            .describe('Write over files that are there and differ. False by default.'),
        failOn: z =>
          z
            .enum(FAIL_ON)
            .optional()
            .describe('Fail on errors (the default), on warnings too, or never.'),
      },
      output: {
        files: z => z.array(z.string()).describe('What was written, by path in the workspace.'),
        services: z =>
          z
            .array(
              z.object({
                capability: z.string(),
                service: z.string(),
                resourceType: z.string().optional(),
              }),
            )
            .describe('The service for each capability, and the type that it is requested as.'),
        requirements: z =>
          z
            .object({
              terraform: z.string(),
              providers: z.array(z.any()),
              apis: z.array(z.string()),
              secrets: z.array(z.string()),
            })
            .describe('What running it takes: programs, providers, APIs and secrets.'),
        diagnostics: diagnosticOutput,
      },
    },
    async handler(ctx) {
      const {
        cloud,
        targetPath = 'infrastructure',
        replace = false,
        failOn = 'error',
        ...input
      } = ctx.input;
      const infra = infraFor(await ctx.getInitiatorCredentials());
      const folder = resolveSafeChildPath(ctx.workspacePath, targetPath);
      const request: CloudGenerate = {
        ...input,
        parameters: input.parameters as CloudGenerate['parameters'],
      };

      const generated = await infra.generate(cloud, request);
      ctx.output('diagnostics', generated.diagnostics);
      reportDiagnostics(generated.diagnostics, failOn, ctx.logger);
      const services = await infra.servicesFor(cloud, request);

      ctx.signal?.throwIfAborted();
      const files = Object.entries(generated.files).sort(([a], [b]) => (a < b ? -1 : 1));
      if (!replace) await assertNoneDiffers(folder, targetPath, files);
      for (const [path, text] of files) {
        const target = resolveSafeChildPath(folder, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, text);
        ctx.logger.info(`Wrote ${posix.join(targetPath, path)}`);
      }
      ctx.output(
        'files',
        files.map(([path]) => posix.join(targetPath, path)),
      );
      ctx.output('services', services);
      ctx.output('requirements', generated.requirements);
    },
  });

/** The same files may be there: a step that is repeated finds its own. */
async function assertNoneDiffers(
  folder: string,
  name: string,
  files: [string, string][],
): Promise<void> {
  const differing: string[] = [];
  for (const [path, text] of files) {
    const before = await readFile(resolveSafeChildPath(folder, path), 'utf8').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      },
    );
    if (before !== undefined && before !== text) differing.push(posix.join(name, path));
  }
  if (differing.length > 0) {
    throw new ConflictError(
      `There are other files already: ${differing.join(', ')}. Set replace to write over them`,
    );
  }
}
