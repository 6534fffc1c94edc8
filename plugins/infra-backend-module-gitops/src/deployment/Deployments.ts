import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type ArgoCdInstances,
  type ProvisionedResource,
  tryLock,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { type ApplicationPlace, type DeploymentSettings, fillTemplate } from '../settings';
import { ApplicationWatch } from './ApplicationWatch';
import type { RevisionOrder } from './RevisionOrder';

export interface DeploymentsOptions {
  settings: DeploymentSettings;
  instances: ArgoCdInstances;
  revisions: RevisionOrder;
  knex: Knex;
  logger: LoggerService;
}

/** The applications that runs wait for, each with one watch. */
export class Deployments {
  private readonly watches = new Map<string, ApplicationWatch>();

  constructor(private readonly options: DeploymentsOptions) {}

  get timeoutMs(): number {
    return this.options.settings.timeoutMs;
  }

  /** The application that brings a resource about. */
  placeOf(resource: ProvisionedResource): ApplicationPlace {
    const { place, sites } = this.options.settings;
    const { instance, application } = sites.get(resource.site?.toLowerCase() ?? '') ?? place;
    return { instance, application: fillTemplate(application, resource) };
  }

  watch(place: ApplicationPlace): ApplicationWatch {
    const key = `${place.instance}/${place.application}`;
    const present = this.watches.get(key);
    if (present) return present;
    const { knex, logger, revisions, settings } = this.options;
    const watch = new ApplicationWatch({
      client: this.client(place),
      application: place.application,
      revisions,
      intervalMs: settings.intervalMs,
      degradedMs: settings.degradedMs,
      logger,
      exclusively: work =>
        knex.transaction(async trx => {
          if (!(await tryLock(trx, `argocd ${key}`))) return false;
          await work();
          return true;
        }),
    });
    this.watches.set(key, watch);
    return watch;
  }

  private client({ instance }: ApplicationPlace) {
    const client = this.options.instances.find(instance);
    if (!client) throw new Error(`infra.argocd.instances has no ${instance}`);
    return client;
  }
}
