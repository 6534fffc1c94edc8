import {
  countChanges,
  type LogLine,
  type Page,
  type Plan,
  type Run,
} from '@bailiwick/backstage-plugin-infra-common';
import { InfraError, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Actor } from '../access';
import type { RunService } from './RunService';
import type { RunRecord } from './types';

/** Who may read a resource may read its runs and their logs; who may act on it may stop them. */
export interface RunAccess {
  /** @throws InfraError NOT_FOUND, also for what may not be read */
  requireReadable(actor: Actor, resourceId: string): Promise<void>;
  /** @throws InfraError NOT_FOUND, FORBIDDEN */
  requireActable(actor: Actor, resourceId: string): Promise<void>;
}

/** Runs for an actor. */
export class AuthorizedRunService {
  constructor(
    private readonly runs: RunService,
    private readonly access: RunAccess,
  ) {}

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async get(actor: Actor, id: string): Promise<Run> {
    return this.#show(await this.readable(actor, id));
  }

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async list(
    actor: Actor,
    resourceId: string,
    query: { limit: number; cursor?: string },
  ): Promise<Page<Run>> {
    await this.access.requireReadable(actor, resourceId);
    const page = await this.runs.list(resourceId, query);
    return { ...page, items: await Promise.all(page.items.map(run => this.#show(run))) };
  }

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async logLines(
    actor: Actor,
    id: string,
    query: { after: number; limit: number },
  ): Promise<LogLine[]> {
    await this.readable(actor, id);
    return this.runs.logLines(id, query.after, query.limit);
  }

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async plan(actor: Actor, id: string): Promise<Plan> {
    await this.readable(actor, id);
    const plan = await this.runs.plan(id);
    return {
      runId: plan.runId,
      resourceId: plan.resourceId,
      purpose: plan.purpose,
      digest: plan.digest,
      createdAt: plan.createdAt.toISOString(),
      expiresAt: plan.expiresAt.toISOString(),
      outdated: plan.expiresAt <= new Date(),
      counts: countChanges(plan.changes),
      changes: plan.changes,
      policies: plan.policies,
    };
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE where it has ended */
  async cancel(actor: Actor, id: string): Promise<Run> {
    const { resourceId } = await this.readable(actor, id);
    await this.access.requireActable(actor, resourceId);
    return this.#show(await this.runs.cancel(id, actor));
  }

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async readable(actor: Actor, id: string): Promise<RunRecord> {
    const run = await this.runs.get(id);
    try {
      await this.access.requireReadable(actor, run.resourceId);
    } catch (error) {
      // The refusal must not tell the id of a resource that the caller knows nothing of.
      if (error instanceof InfraError && error.code === 'NOT_FOUND') throw notFound('run', id);
      throw error;
    }
    return run;
  }

  async #show(run: RunRecord): Promise<Run> {
    const queuePosition = await this.runs.queuePosition(run);
    return {
      id: run.id,
      resourceId: run.resourceId,
      kind: run.kind,
      status: run.status,
      ...(run.phase ? { phase: run.phase } : {}),
      attempt: run.attempt,
      requestedBy: run.requestedBy,
      createdAt: run.createdAt.toISOString(),
      ...(run.startedAt ? { startedAt: run.startedAt.toISOString() } : {}),
      ...(run.finishedAt ? { finishedAt: run.finishedAt.toISOString() } : {}),
      ...(run.action ? { action: run.action } : {}),
      ...(run.input ? { input: run.input } : {}),
      ...(queuePosition === undefined ? {} : { queuePosition }),
      ...(run.commit ? { commit: run.commit } : {}),
      ...(run.error ? { error: run.error } : {}),
      ...(run.summary ? { summary: run.summary } : {}),
    };
  }
}
