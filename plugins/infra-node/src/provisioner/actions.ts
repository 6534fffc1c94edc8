import type { Role } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonValue } from '@backstage/types';
import type { ZodType } from 'zod';
import type { ApplyResult, ProvisionedResource, ProvisionerContext } from './types';

interface Offer<Settings> {
  /** For a button or a tab. */
  title: string;
  /** What it does, in a sentence or two. */
  description?: string;
  /** Whose it is, over the team or over a unit above it. Administrators always may. */
  role?: Role;
  /** For which resources, by the settings of their type; for all of the provisioner unless given. */
  appliesTo?(settings: Settings): boolean;
}

/**
 * Something further to do with a resource that is provisioned, by name: `POST /resources/:id/actions/<name>`. It is a run of kind
 * `action` with phases, durable steps and a log like every other, and leaves the resource where it stands in its life. Without `role`
 * it is for those who act for the team.
 */
export interface ProvisionerAction<Settings = unknown, Input = unknown> extends Offer<Settings> {
  /**
   * What somebody may give it; nothing unless given. Anything else is refused with pointers below `/input`. It is kept with the run, and
   * whoever reads the resource reads it: secrets do not belong here.
   */
  input?: ZodType<Input>;
  /** It interrupts or loses something, so screens ask with a warning. */
  dangerous?: boolean;
  /** Why nobody can take it in this installation, such as a setting that is missing; undefined where it can be taken. */
  unavailable?: string;
  /** What becomes of a run of it whose worker died, where that is not what becomes of others of the provisioner. */
  recovery?: 'resume' | 'stop';
  run(context: ProvisionerContext<Settings>, input: Input): Promise<ApplyResult>;
}

/** What a view is given. It changes nothing: neither the resource nor what is behind it. */
export interface ViewContext<Settings = unknown> {
  /** Reference of who looks. */
  requestedBy: string;
  /** As it was last applied. Secrets are named, not resolved, and sensitive outputs are masked. */
  resource: ProvisionedResource;
  settings: Settings;
  /** Aborts when the caller went away or half a minute is over. */
  signal: AbortSignal;
  /** The newest state that the portal keeps for the resource, with all its secrets; undefined where it keeps none. */
  state(): Promise<JsonValue | undefined>;
  /**
   * Environment variables from the integrations of the resource, some of which say where files with credentials are. Files are gone once
   * the view has answered; that they were opened is in the audit trail.
   */
  environment(): Promise<Record<string, string>>;
}

/**
 * Something further to see of a resource that is provisioned, by name: `GET /resources/:id/<name>`. Without `role` it is for everybody
 * who reads the resource.
 */
export interface ProvisionerView<Settings = unknown, Query = unknown> extends Offer<Settings> {
  /** Query parameters, which arrive as text; none unless given. */
  query?: ZodType<Query>;
  /** @throws InfraError, of which UPSTREAM_FAILED tells that what is behind the resource did not answer */
  show(context: ViewContext<Settings>, query: Query): Promise<JsonValue>;
}
