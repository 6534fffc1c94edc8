import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { createTemplateAction, initRepoAndPush } from '@backstage/plugin-scaffolder-node';
import { examples } from './create.examples';
import { GitHubRepository } from './GitHubRepository';
import { gitAuthOf, locate } from './locate';

/** `infra:repository:create`: creates a repository on GitHub and pushes the workspace to it. */
export const createRepositoryAction = (integrations: ScmIntegrationRegistry) =>
  createTemplateAction({
    id: 'infra:repository:create',
    description:
      'Creates a repository on GitHub with topics, webhooks and a protected default branch, and pushes the workspace as its first commit.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        repoUrl: z => z.string().describe('As the repository picker gives it: host?owner=…&repo=…'),
        description: z => z.string().optional(),
        visibility: z => z.enum(['private', 'public']).optional().describe('Private by default.'),
        topics: z => z.array(z.string()).optional(),
        webhooks: z =>
          z
            .array(
              z.object({
                url: z.string().url(),
                secret: z.string().optional(),
                events: z.array(z.string()).optional().describe('push by default.'),
              }),
            )
            .optional(),
        defaultBranch: z => z.string().optional().describe('main by default.'),
        requiredApprovals: z =>
          z
            .number()
            .int()
            .min(0)
            .max(6)
            .optional()
            .describe(
              'Protects the default branch: so many approvals for a pull request. Not protected where it is left out.',
            ),
        sourcePath: z =>
          z.string().optional().describe('Folder of the workspace to push; all of it by default.'),
        commitMessage: z => z.string().optional(),
        token: z =>
          z
            .string()
            .optional()
            .describe("The user's own token; that of the integration by default."),
      },
      output: {
        remoteUrl: z => z.string().describe('To clone from.'),
        pageUrl: z => z.string().describe('To look at.'),
        repoContentsUrl: z =>
          z.string().describe('The root of its contents, for catalog registration.'),
        commitHash: z => z.string(),
      },
    },
    async handler(ctx) {
      const {
        repoUrl,
        description,
        visibility = 'private',
        topics = [],
        webhooks = [],
        defaultBranch = 'main',
        requiredApprovals,
        sourcePath = '.',
        commitMessage = 'Initial commit',
      } = ctx.input;
      const address = await locate(repoUrl, integrations, ctx.input.token);
      const fullName = `${address.owner}/${address.repo}`;
      const sourceFolder = resolveSafeChildPath(ctx.workspacePath, sourcePath);

      if (ctx.isDryRun) {
        ctx.logger.info(`${fullName} would be created (${visibility}) from ${sourcePath}`);
        ctx.output('remoteUrl', `dry-run:${fullName}`);
        ctx.output('pageUrl', `dry-run:${fullName}`);
        ctx.output('repoContentsUrl', `dry-run:${fullName}`);
        return;
      }

      const repository = new GitHubRepository(address);
      const step = (name: string) => `infra.repository.${name}.${fullName}`;

      const { cloneUrl, htmlUrl } = await ctx.checkpoint({
        key: step('create'),
        fn: () => repository.create({ description, private: visibility === 'private' }),
      });
      ctx.logger.info(`Created ${htmlUrl}`);

      const commitHash = await ctx.checkpoint({
        key: step('push'),
        fn: async () => {
          const pushed = await initRepoAndPush({
            dir: sourceFolder,
            remoteUrl: cloneUrl,
            auth: gitAuthOf(address),
            logger: ctx.logger,
            defaultBranch,
            commitMessage,
          });
          return pushed.commitHash;
        },
      });

      if (topics.length > 0) await repository.setTopics(topics.map(topic => topic.toLowerCase()));
      for (const webhook of webhooks) await repository.addWebhook(webhook);
      if (requiredApprovals !== undefined)
        await repository.protect(defaultBranch, requiredApprovals);

      ctx.output('remoteUrl', cloneUrl);
      ctx.output('pageUrl', htmlUrl);
      ctx.output('repoContentsUrl', `${htmlUrl}/blob/${defaultBranch}`);
      ctx.output('commitHash', commitHash);
    },
  });
