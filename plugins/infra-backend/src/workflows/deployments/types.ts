import type {
  DeploymentCheck,
  DeploymentReport,
  DeploymentSource,
  DeploymentStageName,
  Position,
  RunStatus,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';

export type PinnedSource = DeploymentSource & { commit: string };

/** A stage as it is stored, with the run that it is. */
export interface StageRecord {
  name: DeploymentStageName;
  begun: boolean;
  done: boolean;
  /** Why it could not begin. */
  error?: string;
  runId?: string;
  run?: { status: RunStatus; error?: string; summary?: Variables };
}

export interface DeploymentRecord {
  resourceId: string;
  name: string;
  type: string;
  source: PinnedSource;
  check: DeploymentCheck;
  image?: string;
  address?: string;
  report?: DeploymentReport;
  stages: readonly StageRecord[];
  /** Where the resource stands; undefined where its record was removed. */
  live?: Position & {
    reason?: string;
    version: string;
    variables: Variables;
    /** Variables of the change that is proposed. */
    proposed?: Variables;
    revision: number;
    lastRunId?: string;
  };
}

export type NewDeployment = Pick<
  DeploymentRecord,
  'resourceId' | 'name' | 'type' | 'source' | 'check'
> & { stages: readonly DeploymentStageName[] };
