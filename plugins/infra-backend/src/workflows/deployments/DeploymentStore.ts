import type {
  DeploymentReport,
  DeploymentStageName,
  Position,
  RunStatus,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { DeploymentRecord, NewDeployment, StageRecord } from './types';

interface DeploymentRow {
  resource_id: string;
  resource_name: string;
  resource_type: string;
  source: DeploymentRecord['source'];
  validation: DeploymentRecord['check'];
  image: string | null;
  address: string | null;
  report: DeploymentReport | null;
  state: Position['state'] | null;
  live_status: Position['status'] | null;
  status_reason: string | null;
  version: string | null;
  variables: Variables | null;
  pending_change: { variables: Variables } | null;
  revision: number | null;
  last_run_id: string | null;
}

interface StageRow {
  name: DeploymentStageName;
  begun: boolean;
  done: boolean;
  error: string | null;
  run_id: string | null;
  run_status: RunStatus | null;
  run_error: string | null;
  run_summary: Variables | null;
}

/** What changes with a stage; what is left out stays. */
export type StageChange = Partial<Pick<StageRecord, 'begun' | 'done'>> & {
  error?: string | null;
  runId?: string | null;
};

const toStage = (row: StageRow): StageRecord => ({
  ...{ name: row.name, begun: row.begun, done: row.done },
  error: row.error ?? undefined,
  runId: row.run_id ?? undefined,
  run: row.run_status
    ? {
        status: row.run_status,
        error: row.run_error ?? undefined,
        summary: row.run_summary ?? undefined,
      }
    : undefined,
});

const toLive = (row: DeploymentRow): DeploymentRecord['live'] =>
  row.state && row.live_status
    ? {
        ...{ state: row.state, status: row.live_status },
        reason: row.status_reason ?? undefined,
        version: row.version!,
        variables: row.variables ?? {},
        proposed: row.pending_change?.variables,
        revision: row.revision!,
        lastRunId: row.last_run_id ?? undefined,
      }
    : undefined;

/** Rows of deployments and their stages. */
export class DeploymentStore {
  constructor(private readonly knex: Knex) {}

  async insert(trx: Knex.Transaction, workflowId: string, wish: NewDeployment): Promise<void> {
    await trx('deployments').insert({
      ...{ workflow_id: workflowId, resource_id: wish.resourceId },
      ...{ resource_name: wish.name, resource_type: wish.type },
      source: JSON.stringify(wish.source),
      validation: JSON.stringify(wish.check),
    });
    await trx('deployment_stages').insert(
      wish.stages.map((name, position) => ({ workflow_id: workflowId, position, name })),
    );
  }

  /** A deployment with its stages and where its resource stands; undefined where the workflow is none. */
  async find(workflowId: string, knex: Knex = this.knex): Promise<DeploymentRecord | undefined> {
    const row: DeploymentRow | undefined = await knex('deployments')
      .leftJoin('resources', 'resources.id', 'deployments.resource_id')
      .where({ workflow_id: workflowId })
      .first(
        ...['resource_id', 'resource_name', 'resource_type', 'source', 'validation', 'image'],
        ...['address', 'report', 'state', 'resources.status AS live_status', 'status_reason'],
        ...['version', 'variables', 'pending_change', 'revision'],
        knex.raw(
          '(SELECT id FROM runs WHERE runs.resource_id = resources.id ORDER BY created_at DESC, id DESC LIMIT 1) AS last_run_id',
        ),
      );
    if (!row) return undefined;
    const stages: StageRow[] = await knex('deployment_stages')
      .leftJoin('runs', 'runs.id', 'deployment_stages.run_id')
      .where({ workflow_id: workflowId })
      .orderBy('position')
      .select(
        ...['name', 'begun', 'done', 'deployment_stages.error', 'run_id'],
        ...['runs.status AS run_status', 'runs.error AS run_error', 'runs.summary AS run_summary'],
      );
    return {
      ...{ resourceId: row.resource_id, name: row.resource_name, type: row.resource_type },
      ...{ source: row.source, check: row.validation },
      image: row.image ?? undefined,
      address: row.address ?? undefined,
      report: row.report ?? undefined,
      stages: stages.map(toStage),
      live: toLive(row),
    };
  }

  /** Whether an active deployment brings something to the resource. */
  async isTaken(knex: Knex, resourceId: string): Promise<boolean> {
    const found = await knex('deployments')
      .join('workflows', 'workflows.id', 'deployments.workflow_id')
      .where({ 'workflows.status': 'active', resource_id: resourceId })
      .first('workflows.id');
    return found !== undefined;
  }

  /** The caller holds the row lock of the workflow. */
  async setStage(
    trx: Knex.Transaction,
    workflowId: string,
    name: DeploymentStageName,
    { runId, ...change }: StageChange,
  ): Promise<void> {
    await trx('deployment_stages')
      .where({ workflow_id: workflowId, name })
      .update({ ...change, ...(runId === undefined ? {} : { run_id: runId }) });
  }

  /** The caller holds the row lock of the workflow. */
  async note(
    trx: Knex.Transaction,
    workflowId: string,
    { image, address, report }: Pick<DeploymentRecord, 'image' | 'address' | 'report'>,
  ): Promise<void> {
    const change = {
      ...(image === undefined ? {} : { image }),
      ...(address === undefined ? {} : { address }),
      ...(report === undefined ? {} : { report: JSON.stringify(report) }),
    };
    if (Object.keys(change).length === 0) return;
    await trx('deployments').where({ workflow_id: workflowId }).update(change);
  }
}
