import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  addFiles,
  commitAndPushBranch,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { GitHubRepository } from './GitHubRepository';
import { gitAuthOf, locate } from './locate';
import { examples } from './propose.examples';

/** The commit tells who ran the template, as far as that is known. */
const authorOf = (
  profile: { displayName?: string; email?: string } | undefined,
  ref: string | undefined,
) => ({ name: profile?.displayName ?? ref, email: profile?.email });

/** `infra:repository:propose`: proposes what the workspace changed in a clone as a pull request. */
export const createProposeChangeAction = (integrations: ScmIntegrationRegistry) =>
  createTemplateAction({
    id: 'infra:repository:propose',
    description:
      'Commits everything in a folder that infra:repository:clone made, pushes it as a branch, and opens a pull request.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        repoUrl: z => z.string().describe('As the repository picker gives it: host?owner=…&repo=…'),
        sourcePath: z => z.string().optional().describe('Folder of the clone; source by default.'),
        branch: z => z.string().describe('Name of the new branch.'),
        base: z =>
          z.string().optional().describe('Branch to merge into; the default branch without it.'),
        title: z => z.string().describe('Of the commit and of the pull request.'),
        description: z => z.string().optional().describe('Markdown.'),
        token: z =>
          z
            .string()
            .optional()
            .describe("The user's own token; that of the integration by default."),
      },
      output: {
        pullRequestUrl: z => z.string(),
        pullRequestNumber: z => z.number(),
        commitHash: z => z.string(),
      },
    },
    async handler(ctx) {
      const { repoUrl, sourcePath = 'source', branch, title, description } = ctx.input;
      const address = await locate(repoUrl, integrations, ctx.input.token);
      const dir = resolveSafeChildPath(ctx.workspacePath, sourcePath);
      const fullName = `${address.owner}/${address.repo}`;
      const repository = new GitHubRepository(address);

      if (ctx.isDryRun) {
        ctx.logger.info(`A pull request "${title}" would be opened in ${fullName}`);
        ctx.output('pullRequestUrl', `dry-run:${fullName}`);
        return;
      }

      const step = (name: string) => `infra.repository.propose.${name}.${fullName}.${branch}`;
      const auth = gitAuthOf(address);
      const commitHash = await ctx.checkpoint({
        key: step('push'),
        fn: async () => {
          await addFiles({ dir, filepath: '.', auth });
          const pushed = await commitAndPushBranch({
            ...{ dir, auth, branch, commitMessage: title },
            gitAuthorInfo: authorOf(ctx.user?.entity?.spec.profile, ctx.user?.ref),
          });
          return pushed.commitHash;
        },
      });
      ctx.output('commitHash', commitHash);
      const pull = await ctx.checkpoint({
        key: step('pull'),
        fn: async () =>
          repository.openPullRequest({
            ...{ title, body: description, head: branch },
            base: ctx.input.base ?? (await repository.find()).defaultBranch,
          }),
      });
      ctx.logger.info(`Opened ${pull.url}`);
      ctx.output('pullRequestUrl', pull.url);
      ctx.output('pullRequestNumber', pull.number);
    },
  });
