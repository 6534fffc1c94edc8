import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { Variables } from '@bailiwick/backstage-plugin-infra-common';
import { assertValid, describePreview } from '../../infra';
import type { InfraFor } from '../types';
import { examples } from './check.examples';

/** `infra:quota:check`: tells whether a request would fit, before anything is created. */
export const createCheckQuotaAction = (infraFor: InfraFor) =>
  createTemplateAction({
    id: 'infra:quota:check',
    description:
      'Checks a request against the quota of a team without creating anything, so that a template can stop before its first step with an effect.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        type: z => z.string().default('project').describe('Resource type. A project by default.'),
        name: z => z.string(),
        unit: z =>
          z
            .string()
            .describe(
              'The team: its id, its Group such as group:default/team-checkout, or its slug.',
            ),
        site: z => z.string().optional(),
        variables: z => z.record(z.any()).optional(),
        failWhenRefused: z =>
          z
            .boolean()
            .optional()
            .describe('Fail the task when the request would be refused. True by default.'),
      },
      output: {
        fits: z => z.boolean(),
        problems: z => z.array(z.string()),
        cost: z =>
          z
            .object({ cpu: z.number(), ramGb: z.number(), monthlyCost: z.number().optional() })
            .describe('Cores, GiB, and money a month in the smallest unit of the currency.'),
        owner: z => z.string().describe('The Group of the team in the catalog, to own entities.'),
      },
    },
    async handler(ctx) {
      const { unit, failWhenRefused = true, variables, ...rest } = ctx.input;
      const infra = infraFor(await ctx.getInitiatorCredentials());
      const { id: unitId, entityRef: owner } = await infra.unit(unit);
      const preview = await infra.preview({
        ...rest,
        unitId,
        variables: variables as Variables | undefined,
      });
      describePreview(preview).forEach(line => ctx.logger.info(line));
      ctx.output('fits', preview.valid);
      ctx.output(
        'problems',
        preview.problems.map(({ message }) => message),
      );
      ctx.output('cost', preview.cost);
      ctx.output('owner', owner);
      if (failWhenRefused) assertValid(preview);
    },
  });
