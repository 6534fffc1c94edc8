import type {
  BackstageCredentials,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';

/**
 * Backstage's services where nobody listens: for houses that stand in a process of their own, without Jest, whose test utilities
 * need it.
 */
const nothing = () => {};

export const quietLogger: LoggerService = {
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  child: () => quietLogger,
};

const instrument = { add: nothing, record: nothing };
const observable = { addCallback: nothing, removeCallback: nothing };

export const quietMetrics: MetricsService = {
  createCounter: () => instrument,
  createUpDownCounter: () => instrument,
  createHistogram: () => instrument,
  createGauge: () => instrument,
  createObservableCounter: () => observable,
  createObservableUpDownCounter: () => observable,
  createObservableGauge: () => observable,
};

/** Schedules nothing: the tasks of the rooms are called where a test wants them. */
export const idleScheduler: SchedulerService = {
  triggerTask: async () => {},
  cancelTask: async () => {},
  scheduleTask: async () => {},
  createScheduledTaskRunner: () => ({ run: async () => {} }),
  getScheduledTasks: async () => [],
};

export const allowAll: PermissionsService = {
  authorize: async requests => requests.map(() => ({ result: AuthorizeResult.ALLOW })),
  authorizeConditional: async requests => requests.map(() => ({ result: AuthorizeResult.ALLOW })),
};

/** Never asked, since nothing is conditional. */
export const noRules: PermissionsRegistryService = {
  addResourceType: nothing,
  addPermissions: nothing,
  addPermissionRules: nothing,
  getPermissionRuleset: () => {
    throw new Error('There are no permission rules here');
  },
};

export const noCredentials: BackstageCredentials = {
  $$type: '@backstage/BackstageCredentials',
  principal: undefined,
};
