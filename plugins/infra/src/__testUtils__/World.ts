import type {
  Approval,
  ArgoCdApplicationDetail,
  AuditEntry,
  Batch,
  Binding,
  Blueprint,
  Cloud,
  CloudAuthMethod,
  CloudDetection,
  CloudGeneration,
  CloudTransformation,
  DirectoryReport,
  ImportedType,
  Integration,
  IntegrationType,
  LogLine,
  Me,
  Mirror,
  Plan,
  Resource,
  ModuleOfRequest,
  ResourceType,
  Revision,
  RoleBinding,
  Run,
  Schedule,
  Secret,
  Server,
  StateOverview,
  SyncResult,
  Workflow,
  WorkflowPreview,
  Workspace,
} from '@bailiwick/backstage-plugin-infra-common';
import { argoCdApplications } from './argocd';
import { integrationTypes } from './integrations';
import { demoServers, demoSyncs } from './inventory';
import { demoOrganisation, type Organisation } from './organisation';
import { demoResources, projectType } from './resources';

/** Everything that the fake backend knows. */
export class World {
  readonly org: Organisation;
  me: Me;
  types: ResourceType[] = [projectType];
  /** What root modules there are to read, by their folders. */
  modules: Record<string, Pick<ModuleOfRequest, 'schema' | 'outputs'>> = {};
  resources: Resource[];
  runs: Run[];
  logs = new Map<string, LogLine[]>();
  audit: AuditEntry[];
  /** By resource, the newest first. */
  revisions = new Map<string, Revision[]>();
  /** By resource. */
  states = new Map<string, StateOverview>();
  secrets: Secret[] = [];
  integrationTypes: IntegrationType[] = integrationTypes;
  integrations: Integration[] = [];
  /** What an import answers; without one the module cannot be reached. */
  proposal?: ImportedType;
  workspaces: Workspace[] = [];
  mirrors: Mirror[] = [];
  approvals: Approval[] = [];
  /** By the run that made them. */
  plans = new Map<string, Plan>();
  servers: Server[];
  syncs: SyncResult[];
  roleBindings: RoleBinding[] = [];
  workflows: Workflow[] = [];
  /** What the preview of a workflow answers; without it that of the fake. */
  workflowPreview?: Partial<WorkflowPreview>;
  batches: Batch[] = [];
  blueprints: Blueprint[] = [];
  schedules: Schedule[] = [];
  clouds: Cloud[] = [];
  authMethods: CloudAuthMethod[] = [];
  detection?: CloudDetection;
  transformation?: CloudTransformation;
  generation?: CloudGeneration;
  directory: DirectoryReport;
  applications: ArgoCdApplicationDetail[];

  constructor(org: Organisation = demoOrganisation()) {
    this.org = org;
    this.me = { userRef: 'user:default/tess', bindings: [] };
    const { resources, runs, logs, audit } = demoResources(org);
    this.resources = resources;
    this.runs = runs;
    this.audit = audit;
    for (const [runId, lines] of logs) this.logs.set(runId, lines);
    this.servers = demoServers(org);
    this.syncs = demoSyncs();
    this.directory = {
      checkedAt: new Date().toISOString(),
      users: [
        {
          userRef: 'user:default/tess',
          username: 'tess',
          displayName: 'Tess Ng',
          groups: ['infrahub-team-leads-checkout'],
          bindings: [],
        },
      ],
      unmappedGroups: [
        { group: 'infrahub-team-leads-atlantis', reason: 'No unit has the id or slug "atlantis"' },
      ],
    };
    this.applications = argoCdApplications();
  }

  /** Signs somebody in with these roles. */
  signIn(userRef: string, bindings: readonly (Pick<Binding, 'role'> & { unit?: string })[]): this {
    this.me = {
      userRef,
      bindings: bindings.map(({ role, unit }) => ({
        role,
        unitId: unit === undefined ? undefined : this.org.named(unit).unit.id,
        source: 'ldap' as const,
      })),
    };
    return this;
  }
}
