import { Diagnostic } from '../model';

/** A capability, `capability/service`, or the id of a service; or the two apart. */
export type WantedCapability = string | { type: string; service?: string };

export interface GenerateRequest {
  /** As people call it; names of resources are made of it by the provider's naming rules. */
  projectName: string;
  /** The provider's own: a project, an account, a subscription. Else from the metadata or the parameters. */
  projectId?: string;
  /** `production` when absent. */
  environment?: string;
  /** The provider's default when absent. */
  region?: string;
  capabilities: WantedCapability[];
  /** Values of variables: `name` for every service that has it, `service.name` for one. */
  parameters?: Record<string, unknown>;
  tags?: Record<string, string>;
  /** What was extracted from the credentials, such as `project_id`. Nothing secret. */
  metadata?: Record<string, unknown>;
}

export interface GenerateRequirements {
  /** Constraint on Terraform or OpenTofu itself. */
  terraform: string;
  providers: { name: string; source: string; version?: string }[];
  /** APIs that have to be enabled, those needed first in front. */
  apis: string[];
  /** Variables that only a secret may set, as `TF_VAR_…` in the environment of the run. */
  secrets: string[];
}

export interface GenerateResult {
  /** By path; empty when there is an error. */
  files: Record<string, string>;
  diagnostics: Diagnostic[];
  requirements: GenerateRequirements;
}

/** Collects what is wrong, and stops the work where going on makes no sense. */
export class Problems {
  readonly diagnostics: Diagnostic[] = [];

  error(rule: string, message: string, at: Partial<Diagnostic> = {}) {
    this.diagnostics.push({ severity: 'error', rule, message, ...at });
  }

  warning(rule: string, message: string, at: Partial<Diagnostic> = {}) {
    this.diagnostics.push({ severity: 'warning', rule, message, ...at });
  }

  get failed(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }
}
