import { rm } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { cloneRepo, createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { examples } from './clone.examples';
import { GitHubRepository } from './GitHubRepository';
import { gitAuthOf, locate } from './locate';

/** `infra:repository:clone`: fetches a repository from GitHub, so that a later step can propose a change of it. */
export const createCloneRepositoryAction = (integrations: ScmIntegrationRegistry) =>
  createTemplateAction({
    id: 'infra:repository:clone',
    description:
      'Clones a branch of a repository on GitHub into a folder of the workspace, for infra:repository:propose to propose a change of.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        repoUrl: z => z.string().describe('As the repository picker gives it: host?owner=…&repo=…'),
        branch: z => z.string().optional().describe('The default branch without it.'),
        targetPath: z =>
          z.string().optional().describe('Folder of the workspace; source by default.'),
        token: z =>
          z
            .string()
            .optional()
            .describe("The user's own token; that of the integration by default."),
      },
      output: {
        path: z => z.string().describe('The folder of the workspace that it is in.'),
        branch: z => z.string(),
        remoteUrl: z => z.string().describe('The page to look at.'),
      },
    },
    async handler(ctx) {
      const { repoUrl, targetPath = 'source' } = ctx.input;
      const address = await locate(repoUrl, integrations, ctx.input.token);
      const dir = resolveSafeChildPath(ctx.workspacePath, targetPath);
      const { cloneUrl, htmlUrl, defaultBranch } = await new GitHubRepository(address).find();
      const branch = ctx.input.branch ?? defaultBranch;

      // What an earlier try left of it is no whole clone.
      await rm(resolveSafeChildPath(dir, '.git'), { recursive: true, force: true });
      await cloneRepo({ url: cloneUrl, dir, ref: branch, auth: gitAuthOf(address) });
      ctx.logger.info(`Cloned ${branch} of ${htmlUrl}`);
      ctx.output('path', targetPath);
      ctx.output('branch', branch);
      ctx.output('remoteUrl', htmlUrl);
    },
  });
