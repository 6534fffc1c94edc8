import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { formatPosition, isAtRest, type Resource } from '@bailiwick/backstage-plugin-infra-common';
import type { UserInfra } from './UserInfra';

const POLL_MS = 1_000;

export interface FollowOptions {
  logger: LoggerService;
  signal?: AbortSignal;
  timeoutMs: number;
}

/** Writes each step and log line of a resource's runs once into the log of the task. */
class Progress {
  private runId?: string;
  private lastLine = 0;
  private lastStep = '';

  constructor(
    private readonly infra: UserInfra,
    private readonly logger: LoggerService,
  ) {}

  async tell(resource: Resource): Promise<void> {
    if (!resource.lastRunId) return;
    if (resource.lastRunId !== this.runId) {
      this.runId = resource.lastRunId;
      this.lastLine = 0;
    }
    const run = await this.infra.run(this.runId);
    const ahead = run.queuePosition ? `, ${run.queuePosition} ahead` : '';
    const step = `${resource.name}: ${run.phase ?? run.status}${ahead}`;
    if (step !== this.lastStep) this.logger.info(step);
    this.lastStep = step;

    for (const line of await this.infra.logLines(this.runId, this.lastLine)) {
      this.logger.info(`${line.phase} | ${line.text}`);
      this.lastLine = line.seq;
    }
  }
}

/**
 * Waits until a resource rests, and tells what happens meanwhile. Resolves to undefined when it is gone; rejects when the time is up or
 * the task is cancelled, which leaves the resource to the engine.
 */
export async function followUntilAtRest(
  infra: UserInfra,
  resourceId: string,
  { logger, signal, timeoutMs }: FollowOptions,
): Promise<Resource | undefined> {
  const progress = new Progress(infra, logger);
  const end = Date.now() + timeoutMs;
  for (;;) {
    const resource = await infra.findResource(resourceId);
    if (!resource) return undefined;
    await progress.tell(resource);
    if (isAtRest(resource)) return resource;
    if (Date.now() >= end) {
      throw new Error(
        `${resource.name} is still ${formatPosition(resource)} after ${timeoutMs / 1000} seconds; it goes on without this task`,
      );
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
