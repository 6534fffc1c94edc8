import { writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { FAIL_ON, reportDiagnostics } from '../diagnostics';
import { diagnosticOutput, requirementOutput } from '../outputs';
import type { InfraFor } from '../types';
import { needsOf } from './needs';
import { rewrite } from './rewrite';
import { readSources } from './sources';
import { examples } from './transform.examples';

/** `infra:code:transform`: rewrites calls of the neutral SDK in the workspace to those of a cloud. */
export const createTransformCodeAction = (infraFor: InfraFor) =>
  createTemplateAction({
    id: 'infra:code:transform',
    description:
      'Rewrites the calls of the neutral SDK in the workspace to those of a cloud, and adds the packages that the code then needs. Nothing is written when something cannot be rewritten.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cloud: z => z.string().describe('Id of the cloud plugin, such as aws.'),
        path: z => z.string().optional().describe('Folder of the workspace; all of it by default.'),
        failOn: z =>
          z
            .enum(FAIL_ON)
            .optional()
            .describe('Fail on errors (the default), on warnings too, or never.'),
      },
      output: {
        changed: z =>
          z.array(z.string()).describe('Code that was rewritten, by path in the workspace.'),
        manifests: z =>
          z
            .array(z.string())
            .describe('Lists of packages that were added to, such as package.json.'),
        requirements: requirementOutput,
        diagnostics: diagnosticOutput,
        capabilities: z =>
          z.array(z.string()).describe('What the code called for by name before it was rewritten.'),
        implied: z =>
          z
            .array(z.string())
            .describe('What it needs besides, such as compute where it is started.'),
        needs: z => z.array(z.string()).describe('Both of them: everything that it needs.'),
      },
    },
    async handler(ctx) {
      const { cloud, path = '.', failOn = 'error' } = ctx.input;
      const infra = infraFor(await ctx.getInitiatorCredentials());
      const folder = resolveSafeChildPath(ctx.workspacePath, path);
      const inWorkspace = (file: string) => posix.join(path, file);

      const { files, diagnostics: unread } = await readSources(folder);
      ctx.logger.info(`Read ${Object.keys(files).length} files`);
      const needs = await needsOf(infra, files, ctx.signal);
      const rewriting = await rewrite(infra, { cloud, folder, files, signal: ctx.signal });

      const diagnostics = [...unread, ...rewriting.diagnostics].map(diagnostic => ({
        ...diagnostic,
        ...(diagnostic.file ? { file: inWorkspace(diagnostic.file) } : {}),
      }));
      ctx.output('diagnostics', diagnostics);
      reportDiagnostics(diagnostics, failOn, ctx.logger);

      ctx.signal?.throwIfAborted();
      for (const [file, text] of Object.entries(rewriting.writes)) {
        await writeFile(resolveSafeChildPath(folder, file), text);
        ctx.logger.info(`Wrote ${inWorkspace(file)}`);
      }
      if (rewriting.changed.length === 0) ctx.logger.info('No call had to be rewritten');
      ctx.output('changed', rewriting.changed.map(inWorkspace));
      ctx.output('manifests', rewriting.manifests.map(inWorkspace));
      ctx.output('requirements', rewriting.requirements);
      ctx.output('capabilities', needs.named);
      ctx.output('implied', needs.implied);
      ctx.output('needs', [...needs.named, ...needs.implied].sort());
    },
  });
