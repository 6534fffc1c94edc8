import type { BackstageCredentials, LoggerService } from '@backstage/backend-plugin-api';
import type {
  ActionsRegistryActionOptions,
  ActionsRegistryService,
} from '@backstage/backend-plugin-api/alpha';
import { stringifyError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  actionRequestSchema,
  approvalQuerySchema,
  createResourceSchema,
  idSchema,
  patchResourceSchema,
  resourceQuerySchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { z as schemas } from 'zod';
import type { Actor, Identifier } from '../access';
import type { AuthorizedApprovalService } from '../approvals';
import { parsePart, toRefusal } from '../lib/http';
import type { AuthorizedResourceService, ReadableResources } from '../resources';
import type { AuthorizedRunService } from '../runs';

export interface AgentServices {
  identifier: Pick<Identifier, 'of'>;
  readable: ReadableResources;
  resources: AuthorizedResourceService;
  approvals: AuthorizedApprovalService;
  runs: AuthorizedRunService;
  logger: LoggerService;
}

type Zod = Parameters<ActionsRegistryActionOptions<never, never>['schema']['input']>[0];

const asJson = <T>(value: T) => JSON.parse(JSON.stringify(value)) as JsonObject;

const ID = 'The id, a UUID.';

/** @throws InfraError VALIDATION_ERROR that names the field */
const requireId = (field: string, id: string): string =>
  parsePart(schemas.object({ [field]: idSchema }), { [field]: id }, '')[field];

/**
 * What agents can do through the MCP server of Backstage: the same as their user through the REST API, with the same checks, and
 * nothing that destroys.
 */
export function registerActions(registry: ActionsRegistryService, services: AgentServices): void {
  const { identifier, readable, resources, approvals, runs, logger } = services;
  /** What an agent is told of a failure is what the REST API tells: a refusal, or nothing of what went wrong inside. */
  const carryOut = async (
    credentials: BackstageCredentials,
    work: (actor: Actor) => Promise<unknown>,
  ): Promise<{ output: JsonObject }> => {
    try {
      return { output: asJson(await work(await identifier.of(credentials))) };
    } catch (error) {
      const refusal = toRefusal(error);
      if (refusal) throw refusal;
      logger.error(`An action of an agent failed: ${stringifyError(error)}`);
      throw new Error('Something went wrong on our side; the log has the details');
    }
  };
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
    action: ({ input, credentials }) =>
      carryOut(credentials, async actor =>
        readable.list(actor, parsePart(resourceQuerySchema, input, '')),
      ),
  });

  registry.register({
    name: 'get-resource',
    title: 'Get an infrastructure resource',
    description: 'One resource with variables, outputs, cost, relatives and allowed actions.',
    schema: { input: z => z.object({ id: z.string().describe(ID) }), output: answer },
    attributes: { readOnly: true, idempotent: true },
    action: ({ input, credentials }) =>
      carryOut(credentials, async actor => readable.get(actor, requireId('id', input.id))),
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
    action: ({ input, credentials }) =>
      carryOut(credentials, async actor => {
        const wish = parsePart(createResourceSchema, input, '');
        return wish.dryRun ? resources.dryRun(actor, wish) : resources.create(actor, wish);
      }),
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
    action: ({ input: { id, ...patch }, credentials }) =>
      carryOut(credentials, async actor =>
        resources.change(actor, requireId('id', id), parsePart(patchResourceSchema, patch, '')),
      ),
  });

  registry.register({
    name: 'plan-resource',
    title: 'Plan an infrastructure resource',
    description: 'Finds out what applying the resource would change. Read the run, then its plan.',
    schema: { input: z => z.object({ id: z.string().describe(ID) }), output: answer },
    attributes: { destructive: false },
    action: ({ input, credentials }) =>
      carryOut(credentials, async actor =>
        resources.act(actor, requireId('id', input.id), 'plan', {}),
      ),
  });

  registry.register({
    name: 'get-plan',
    title: 'Get a plan',
    description: 'What a run of kind plan found: every change with its attributes.',
    schema: { input: z => z.object({ runId: z.string().describe(ID) }), output: answer },
    attributes: { readOnly: true, idempotent: true },
    action: ({ input, credentials }) =>
      carryOut(credentials, async actor => runs.plan(actor, requireId('runId', input.runId))),
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
    action: ({ input: { mine, status }, credentials }) =>
      carryOut(credentials, async actor => {
        const given = { status, ...(mine === undefined ? {} : { mine: String(mine) }) };
        return approvals.list(actor, parsePart(approvalQuerySchema, given, ''));
      }),
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
    action: ({ input: { resourceId, decision, ...given }, credentials }) =>
      carryOut(credentials, async actor => {
        const id = requireId('resourceId', resourceId);
        const { digest, comment } = parsePart(actionRequestSchema, given, '');
        return resources.act(actor, id, decision, { digest, comment });
      }),
  });
}
