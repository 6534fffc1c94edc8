import type {
  ArgoCdApplication,
  ArgoCdApplicationDetail,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  type Application,
  type ArgoCdClient,
  operationOf,
  revisionOf,
} from '@bailiwick/backstage-plugin-infra-node';

/** An application as a list shows it, without the time at which it was seen. */
export type ApplicationState = Omit<ArgoCdApplication, 'observedAt'>;

const time = (text: string | undefined): string | undefined => {
  const date = text === undefined ? undefined : new Date(text);
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined;
};

/** Leaves out what is undefined, so that equal states are equal texts. */
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;

/** What is kept of an application; the same from a list and from a look at it alone. */
export function toState(client: ArgoCdClient, application: Application): ApplicationState {
  const { spec, status } = application;
  const name = client.nameOf(application);
  const operation = operationOf(application);
  const source = spec.source ?? spec.sources?.[0];
  return compact({
    instance: client.name,
    name,
    project: spec.project,
    health: status.health.status ?? 'Unknown',
    healthMessage: status.health.message,
    sync: status.sync?.status ?? 'Unknown',
    revision: revisionOf(status.sync) ?? operation?.revision,
    operation:
      operation &&
      compact({
        phase: operation.phase,
        message: operation.message,
        revision: operation.revision,
        startedAt: time(operation.startedAt),
        finishedAt: time(operation.finishedAt),
      }),
    source:
      source &&
      compact({
        repoUrl: source.repoURL,
        path: source.path,
        targetRevision: source.targetRevision,
      }),
    url: client.urlOf(name),
  });
}

type Details = Pick<ArgoCdApplicationDetail, 'resources' | 'history'>;

/** Resources, and the history with the newest first. */
export const toDetails = ({ status }: Application): Details => ({
  resources: status.resources.map(resource =>
    compact({
      kind: resource.kind,
      name: resource.name,
      namespace: resource.namespace,
      group: resource.group,
      version: resource.version,
      sync: resource.status,
      health: resource.health.status,
      message: resource.health.message,
    }),
  ),
  history: status.history
    .map(entry =>
      compact({
        id: entry.id,
        revision: revisionOf(entry) ?? '',
        deployedAt: time(entry.deployedAt),
        initiatedBy:
          entry.initiatedBy?.username ?? (entry.initiatedBy?.automated ? 'Argo CD' : undefined),
      }),
    )
    .toReversed(),
});
