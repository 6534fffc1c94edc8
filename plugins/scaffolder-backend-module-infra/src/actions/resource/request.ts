import { createHash } from 'node:crypto';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CreateResource, Resource, Variables } from '@bailiwick/backstage-plugin-infra-common';
import { assertState, assertValid, describePreview, followUntilAtRest } from '../../infra';
import { DEFAULT_WAIT_SECONDS, DRY_RUN_ID, type InfraFor } from '../types';
import { examples } from './request.examples';

/** The same task, step and wish give the same key, also after the task was recovered. */
const idempotencyKey = (taskId: string, stepId: string, wish: CreateResource): string =>
  createHash('sha256')
    .update(JSON.stringify([taskId, stepId, wish]))
    .digest('hex');

/** `infra:resource:request`: requests a resource as the user who runs the template. */
export const createRequestResourceAction = (infraFor: InfraFor) =>
  createTemplateAction({
    id: 'infra:resource:request',
    description:
      'Requests a resource, such as a project, within the quota of a team. Acts as the user who runs the template.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        type: z => z.string().default('project').describe('Resource type. A project by default.'),
        version: z =>
          z.string().optional().describe('Version of the type; the active one by default.'),
        name: z => z.string().describe('Lower-case letters, digits and inner hyphens.'),
        unit: z =>
          z
            .string()
            .describe(
              'The team: its id, its Group such as group:default/team-checkout, or its slug.',
            ),
        site: z => z.string().optional().describe('Where, for types that run at a site.'),
        variables: z => z.record(z.any()).optional().describe("The type's variables."),
        parents: z => z.array(z.string()).optional().describe('Ids of the resources it builds on.'),
        integrations: z =>
          z
            .array(z.string())
            .optional()
            .describe('Ids of the integrations whose credentials it is made with.'),
        wait: z =>
          z.boolean().optional().describe('Wait until it is provisioned. False by default.'),
        timeoutSeconds: z =>
          z
            .number()
            .int()
            .positive()
            .optional()
            .describe(`How long to wait; ${DEFAULT_WAIT_SECONDS} by default.`),
      },
      output: {
        resourceId: z => z.string(),
        entityRef: z => z.string().describe('The resource in the catalog.'),
        externalName: z =>
          z.string().optional().describe('Its name outside: the namespace, for a project.'),
        state: z => z.string(),
        status: z => z.string(),
        outputs: z => z.record(z.any()).describe('What it provides, once it is provisioned.'),
      },
    },
    async handler(ctx) {
      const { unit, wait, timeoutSeconds = DEFAULT_WAIT_SECONDS, ...rest } = ctx.input;
      const infra = infraFor(await ctx.getInitiatorCredentials());
      const wish: CreateResource = {
        ...rest,
        unitId: await infra.unitId(unit),
        variables: rest.variables as Variables | undefined,
      };

      const publish = (
        resource: Pick<
          Resource,
          'id' | 'entityRef' | 'externalName' | 'state' | 'status' | 'outputs'
        >,
      ) => {
        ctx.output('resourceId', resource.id);
        ctx.output('entityRef', resource.entityRef);
        if (resource.externalName) ctx.output('externalName', resource.externalName);
        ctx.output('state', resource.state);
        ctx.output('status', resource.status);
        ctx.output('outputs', resource.outputs);
      };

      if (ctx.isDryRun) {
        const preview = await infra.preview(wish);
        describePreview(preview).forEach(line => ctx.logger.info(line));
        assertValid(preview);
        publish({
          id: DRY_RUN_ID,
          entityRef: `resource:default/${wish.type}-${wish.name}`,
          externalName: preview.externalName,
          state: 'provision',
          status: 'queued',
          outputs: {},
        });
        return;
      }

      const key = idempotencyKey(ctx.task.id, ctx.step?.id ?? '', wish);
      const resourceId = await ctx.checkpoint({
        key: `infra.resource.request.${key}`,
        fn: async () => (await infra.request(wish, key)).id,
      });
      ctx.logger.info(`Requested ${wish.type} ${wish.name} (${resourceId})`);

      const resource = wait
        ? await followUntilAtRest(infra, resourceId, {
            logger: ctx.logger,
            signal: ctx.signal,
            timeoutMs: timeoutSeconds * 1000,
          })
        : await infra.findResource(resourceId);
      if (!resource) throw new Error(`${wish.name} was deleted meanwhile`);
      publish(resource);
      if (wait && resource.status !== 'approval_pending') assertState(resource, 'provisioned');
    },
  });
