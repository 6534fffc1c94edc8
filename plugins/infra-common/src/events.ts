/** Channel of the signals that tell screens what to fetch again. They carry identifiers only. */
export const SIGNAL_CHANNEL = 'infra:changes';

/** What changed. Screens invalidate by it; the record itself comes through the REST API, which checks who may read. */
export type ChangeSignal = {
  subject:
    | 'unit'
    | 'quota'
    | 'inventory'
    | 'resource'
    | 'resourceType'
    | 'run'
    | 'approval'
    | 'integration'
    | 'secret'
    | 'argocd'
    | 'roleBinding'
    | 'workflow'
    | 'batch'
    | 'blueprint'
    | 'schedule'
    | 'workspace';
  id?: string;
  /** The resource of a run, an approval or a mirror. */
  resourceId?: string;
};

/** Topics of the events service, by which the catalog follows within a second. */
export const EVENT_TOPIC_UNITS = 'infra.units';
export const EVENT_TOPIC_RESOURCES = 'infra.resources';

/** Payload on both topics. */
export type ChangeEvent = { id: string; change: 'upserted' | 'removed'; entityRef: string };
