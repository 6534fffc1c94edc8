import type { ValidationProblem, Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonValue } from '@backstage/types';

/** What a resource type could be made of, as a provisioner read it from where the module is. */
export interface InspectedModule {
  /** For a name and a title. */
  name?: string;
  documentation?: string;
  /** Settings of the version that pin what was read, such as the commit. */
  settings: Record<string, JsonValue>;
  /** JSON Schema of the variables. */
  schema: Record<string, JsonValue>;
  outputs: { name: string; description?: string; sensitive: boolean }[];
  /** What could not be carried over. */
  notes: string[];
}

/** A module as a request names it, by the variables `repository`, `ref`, `folder`, `commit` and `values`. */
export interface ModuleWish<Settings = unknown> {
  settings: Settings;
  variables: Variables;
  /** What a resource that exists is made of so far. */
  previous?: Variables;
}

export interface ModuleOfRequest {
  /** Of the wish, with what was left open pinned: what is approved and carried out. */
  variables: Variables;
  /** Folders of the repository that have modules; an empty name is the top. */
  folders: string[];
  /** What is in the folder, its schema being that of `variables.values`; or why nothing there can be carried out. */
  found: InspectedModule | ValidationProblem;
}

/** For types that leave it to each resource which module it is made of. */
export interface ModulesOfRequests<Settings = unknown> {
  /** Whether a type is such a one, by its settings. */
  appliesTo(settings: Settings): boolean;
  /**
   * Reads the module and pins it. It is asked for every request and change before anything is stored, so it remembers what it has read.
   *
   * @throws InfraError VALIDATION_ERROR with pointers below `/variables`, UPSTREAM_FAILED
   */
  read(wish: ModuleWish<Settings>, signal: AbortSignal): Promise<ModuleOfRequest>;
}
