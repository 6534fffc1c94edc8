import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { assertState, followUntilAtRest } from '../../infra';
import { DEFAULT_WAIT_SECONDS, type InfraFor } from '../types';
import { examples } from './wait.examples';

/** `infra:resource:wait`: waits until a resource is provisioned. */
export const createWaitForResourceAction = (infraFor: InfraFor) =>
  createTemplateAction({
    id: 'infra:resource:wait',
    description:
      'Waits until a resource is provisioned, with its log, and fails with the reason if it is not.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        resourceId: z => z.string().uuid(),
        timeoutSeconds: z =>
          z
            .number()
            .int()
            .positive()
            .optional()
            .describe(`How long to wait; ${DEFAULT_WAIT_SECONDS} by default.`),
      },
      output: {
        state: z => z.string(),
        status: z => z.string(),
        outputs: z => z.record(z.any()).describe('What it provides.'),
      },
    },
    async handler(ctx) {
      if (ctx.isDryRun) {
        ctx.logger.info('A dry run creates nothing that could be waited for');
        return;
      }
      const { resourceId, timeoutSeconds = DEFAULT_WAIT_SECONDS } = ctx.input;
      const infra = infraFor(await ctx.getInitiatorCredentials());
      const resource = await followUntilAtRest(infra, resourceId, {
        logger: ctx.logger,
        signal: ctx.signal,
        timeoutMs: timeoutSeconds * 1000,
      });
      if (!resource) throw new Error(`There is no resource ${resourceId} that you may read`);
      ctx.output('state', resource.state);
      ctx.output('status', resource.status);
      ctx.output('outputs', resource.outputs);
      assertState(resource, 'provisioned');
    },
  });
