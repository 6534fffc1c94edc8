import type { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { Config } from '@backstage/config';
import type { Router } from 'express';
import type { Knex } from 'knex';
import type { PermissionGate } from '../../access';
import type { AuditTrail } from '../../audit';
import type { ChangeNotifier } from '../changes';
import type { Encryptor } from '../encryption';
import type { RouteServices } from '../http';

/** What every room is built from; services of other rooms come besides. */
export interface Commons {
  knex: Knex;
  config: Config;
  logger: LoggerService;
  metrics: MetricsService;
  scheduler: SchedulerService;
  gate: PermissionGate;
  audit: AuditTrail;
  changes: ChangeNotifier;
  encryptor: Encryptor;
}

/**
 * A domain of the backend, as plugin.ts sees it. `createXxxRoom(commons, services of other rooms)` builds its store, services and
 * routes, and answers this together with the services that other rooms call.
 */
export interface Room {
  /** Mounts its routes, each with `bindRoute`. */
  mount(router: Router, services: RouteServices): void;
  /** Mounts what callers reach who are no users or services: it lets them in by itself, and reads their bodies. */
  mountOpen?(router: Router): void;
  /** First segments of the paths of {@link mountOpen}. */
  openPaths?: readonly string[];
  /** Called once when the backend is up: scheduled tasks, workers. */
  start?(): Promise<void>;
  /** Called at shutdown, in the reverse order of the rooms. */
  stop?(): Promise<void>;
}
