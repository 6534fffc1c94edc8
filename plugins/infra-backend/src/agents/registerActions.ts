import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  ActionsRegistryActionOptions,
  ActionsRegistryService,
} from '@backstage/backend-plugin-api/alpha';
import type { JsonObject } from '@backstage/types';
import {
  approvalQuerySchema,
  createResourceSchema,
  resourceQuerySchema,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Identifier } from '../access';
import type { AuthorizedApprovalService } from '../approvals';
import { parsePart } from '../lib/http';
import type { AuthorizedResourceService } from '../resources';
import type { AuthorizedRunService } from '../runs';

export interface AgentServices {
  identifier: Pick<Identifier, 'of'>;
  resources: AuthorizedResourceService;
  approvals: AuthorizedApprovalService;
  runs: AuthorizedRunService;
}

type Zod = Parameters<ActionsRegistryActionOptions<never, never>['schema']['input']>[0];

const asJson = <T>(value: T) => JSON.parse(JSON.stringify(value)) as JsonObject;

const ID = 'The id, a UUID.';

/**
 * What agents can do through the MCP server of Backstage: the same as their user through the REST API, with the same checks, and
 * nothing that destroys.
 */
export function registerActions(registry: ActionsRegistryService, services: AgentServices): void {
  const { identifier, resources, approvals, runs } = services;
  const actorOf = (credentials: BackstageCredentials) => identifier.of(credentials);
  const answer = (z: Zod) => z.object({}).passthrough();

  registry.register({
    name: 'list-resources',
    title: 'List infrastructure resources',
    description: [
      'Lists what was requested from Bailiwick and may be read by the user: namespaces, machines, databases and so on, with state, status and the actions that are allowed now.',
      '',
      'Filters: `type`, `unitId` (the unit or anything beneath it), `site`, `state`, `status`, `q` (part of the name). Pages: pass `nextCursor` as `cursor`.',
    ].join('\n'),
    schema: {
      input: z =>
        z.object({
          type: z.string().optional(),
          unitId: z.string().optional(),
          site: z.string().optional(),
          state: z.string().optional(),
          status: z.string().optional(),
          q: z.string().optional(),
          limit: z.number().optional(),
          cursor: z.string().optional(),
        }),
      output: answer,
    },
    attributes: { readOnly: true, idempotent: true },
    action: async ({ input, credentials }) => {
      const query = parsePart(resourceQuerySchema, input, '');
      return { output: asJson(await resources.list(await actorOf(credentials), query)) };
    },
  });

  registry.register({
    name: 'get-resource',
    title: 'Get an infrastructure resource',
    description: 'One resource with variables, outputs, cost, relatives and allowed actions.',
    schema: { input: z => z.object({ id: z.string().describe(ID) }), output: answer },
    attributes: { readOnly: true, idempotent: true },
    action: async ({ input, credentials }) => ({
      output: asJson(await resources.get(await actorOf(credentials), input.id)),
    }),
  });

  registry.register({
    name: 'request-resource',
    title: 'Request an infrastructure resource',
    description: [
      'Requests a resource for a team, as the user. With `dryRun: true` nothing is stored: the answer tells what it would cost, what is free of the quota before and after, and who would have to approve.',
      '',
      'Always try a dry run first, and show its answer to the user.',
    ].join('\n'),
    schema: {
      input: z =>
        z.object({
          type: z.string().describe('Name of the resource type.'),
          version: z.string().optional(),
          name: z.string().describe('Lower-case letters, digits and inner hyphens.'),
          unitId: z.string().describe('Id of the team.'),
          site: z.string().optional(),
          variables: z.record(z.unknown()).optional().describe('By the schema of the type.'),
          parents: z.array(z.string()).optional().describe('Ids of what it rests upon.'),
          dryRun: z.boolean().optional(),
        }),
      output: answer,
    },
    attributes: { destructive: false },
    action: async ({ input, credentials }) => {
      const actor = await actorOf(credentials);
      const wish = parsePart(createResourceSchema, input, '');
      const made = wish.dryRun
        ? await resources.dryRun(actor, wish)
        : await resources.create(actor, wish);
      return { output: asJson(made) };
    },
  });

  registry.register({
    name: 'change-resource',
    title: 'Change an infrastructure resource',
    description: 'Proposes new values of variables; those that are not named stay.',
    schema: {
      input: z => z.object({ id: z.string().describe(ID), variables: z.record(z.unknown()) }),
      output: answer,
    },
    attributes: { destructive: false },
    action: async ({ input, credentials }) => {
      const variables = input.variables as Variables;
      const actor = await actorOf(credentials);
      return { output: asJson(await resources.change(actor, input.id, { variables })) };
    },
  });

  registry.register({
    name: 'plan-resource',
    title: 'Plan an infrastructure resource',
    description: 'Finds out what applying the resource would change. Read the run, then its plan.',
    schema: { input: z => z.object({ id: z.string().describe(ID) }), output: answer },
    attributes: { destructive: false },
    action: async ({ input, credentials }) => ({
      output: asJson(await resources.act(await actorOf(credentials), input.id, 'plan', {})),
    }),
  });

  registry.register({
    name: 'get-plan',
    title: 'Get a plan',
    description: 'What a run of kind plan found: every change with its attributes.',
    schema: { input: z => z.object({ runId: z.string().describe(ID) }), output: answer },
    attributes: { readOnly: true, idempotent: true },
    action: async ({ input, credentials }) => ({
      output: asJson(await runs.plan(await actorOf(credentials), input.runId)),
    }),
  });

  registry.register({
    name: 'list-approvals',
    title: 'List approvals',
    description:
      'What waits or waited for a decision; with `mine` only what the user may decide now.',
    schema: {
      input: z => z.object({ mine: z.boolean().optional(), status: z.string().optional() }),
      output: answer,
    },
    attributes: { readOnly: true, idempotent: true },
    action: async ({ input, credentials }) => {
      const { mine, status } = input;
      const given = { status, ...(mine === undefined ? {} : { mine: String(mine) }) };
      const query = parsePart(approvalQuerySchema, given, '');
      return { output: asJson(await approvals.list(await actorOf(credentials), query)) };
    },
  });

  registry.register({
    name: 'decide-approval',
    title: 'Approve or reject',
    description: [
      'Decides as the user upon what waits for them. `digest` is that of the approval which the user has seen: anything that changed since is refused.',
      '',
      'Show the plan and the cost to the user, and ask, before you decide.',
    ].join('\n'),
    schema: {
      input: z =>
        z.object({
          resourceId: z.string().describe(ID),
          decision: z.enum(['approve', 'reject']),
          digest: z.string().optional().describe('Required to approve.'),
          comment: z.string().optional().describe('Required to reject.'),
        }),
      output: answer,
    },
    action: async ({ input, credentials }) => {
      const { resourceId, decision, digest, comment } = input;
      const actor = await actorOf(credentials);
      return {
        output: asJson(await resources.act(actor, resourceId, decision, { digest, comment })),
      };
    },
  });
}
