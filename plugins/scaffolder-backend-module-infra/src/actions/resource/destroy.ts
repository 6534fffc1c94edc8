import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { isLive } from '@bailiwick/backstage-plugin-infra-common';
import { assertState, followUntilAtRest } from '../../infra';
import { DEFAULT_WAIT_SECONDS, type InfraFor } from '../types';
import { examples } from './destroy.examples';

/** `infra:resource:destroy`: destroys a resource as the user who runs the template. */
export const createDestroyResourceAction = (infraFor: InfraFor) =>
  createTemplateAction({
    id: 'infra:resource:destroy',
    description:
      'Destroys a resource and gives its quota back. One that is gone already is fine. Acts as the user who runs the template.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        resourceId: z => z.string().uuid(),
        comment: z => z.string().optional().describe('Why; kept in the audit trail.'),
        wait: z => z.boolean().optional().describe('Wait until it is gone. True by default.'),
        timeoutSeconds: z =>
          z
            .number()
            .int()
            .positive()
            .optional()
            .describe(`How long to wait; ${DEFAULT_WAIT_SECONDS} by default.`),
      },
      output: {
        state: z => z.string().describe('destroy, or destroyed once it is gone.'),
      },
    },
    async handler(ctx) {
      const { resourceId, comment, wait = true, timeoutSeconds = DEFAULT_WAIT_SECONDS } = ctx.input;
      const infra = infraFor(await ctx.getInitiatorCredentials());

      const before = await infra.findResource(resourceId);
      if (!before || !isLive(before)) {
        ctx.logger.info('It is gone already');
        ctx.output('state', 'destroyed');
        return;
      }
      if (ctx.isDryRun) {
        const destroy = before.allowedActions.find(({ action }) => action === 'destroy');
        if (!destroy?.allowed) throw new Error(destroy?.reason ?? 'It cannot be destroyed now');
        ctx.logger.info(`${before.name} would be destroyed`);
        ctx.output('state', before.state);
        return;
      }

      // After a crash of the task the destruction may be under way already: asking twice would be refused.
      const asked = before.state === 'destroy' ? before : await infra.destroy(resourceId, comment);
      const resource = wait
        ? await followUntilAtRest(infra, resourceId, {
            logger: ctx.logger,
            signal: ctx.signal,
            timeoutMs: timeoutSeconds * 1000,
          })
        : asked;
      ctx.output('state', resource?.state ?? 'destroyed');
      if (wait && resource && resource.status !== 'approval_pending') {
        assertState(resource, 'destroyed');
      }
    },
  });
