import type { Commons, Room } from '../lib/room';
import { AuthorizedRunService, type RunAccess } from './AuthorizedRunService';
import { mountRuns } from './router';
import type { RunEngine } from './RunEngine';
import { RunService } from './RunService';

export interface RunRoom extends Room {
  runs: RunService;
  authorizedRuns: AuthorizedRunService;
}

/** Runs and their logs, and the engine that carries them out. */
export function createRunRoom(
  { knex, audit, logger, scheduler }: Commons,
  { engine, access }: { engine: RunEngine; access: RunAccess },
): RunRoom {
  const runs = new RunService({ knex, engine, audit });
  const authorizedRuns = new AuthorizedRunService(runs, access);
  return {
    runs,
    authorizedRuns,
    mount: (router, services) => mountRuns(router, services, authorizedRuns, runs.feeds),
    async start() {
      await engine.start();
      await scheduler.scheduleTask({
        id: 'infra-forget-run-logs',
        frequency: { days: 1 },
        initialDelay: { minutes: 10 },
        timeout: { hours: 1 },
        fn: async () => {
          const forgotten = await engine.logs.forget(engine.logRetentionMs);
          if (forgotten > 0) logger.info(`The logs of ${forgotten} old runs were removed`);
          await engine.plans.forgetExpired();
        },
      });
    },
    stop: () => engine.stop(),
  };
}
