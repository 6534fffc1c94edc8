import type { Cost, Revision, Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { runPrepared } from '../lib/database';
import type { ResourceRecord } from './types';

interface RevisionRow {
  revision: number;
  version: string;
  variables: Variables;
  cost: Cost;
  parents: Revision['parents'];
  integrations: string[];
  requested_by: string;
  approval_id: string | null;
  restored_from: number | null;
  created_at: Date;
}

const toRevision = (row: RevisionRow): Revision => ({
  revision: row.revision,
  version: row.version,
  variables: row.variables,
  cost: row.cost,
  parents: row.parents,
  integrations: row.integrations,
  requestedBy: row.requested_by,
  ...(row.approval_id ? { approvalId: row.approval_id } : {}),
  ...(row.restored_from === null ? {} : { restoredFrom: row.restored_from }),
  createdAt: row.created_at.toISOString(),
});

const INSERT = `
  INSERT INTO resource_revisions (resource_id, revision, version, variables, cost, parents, integrations,
    requested_by, approval_id, restored_from)
  VALUES (:resourceId, :revision, :version, :variables, :cost, :parents, :integrations, :requestedBy, :approvalId,
    :restoredFrom)`;

/** What is written down of one revision. */
export interface NewRevision extends Pick<
  ResourceRecord,
  'revision' | 'version' | 'variables' | 'cost' | 'integrations' | 'requestedBy'
> {
  parents: Revision['parents'];
  approvalId?: string;
  restoredFrom?: number;
}

/** What each resource was, change by change. */
export class RevisionStore {
  constructor(private readonly knex: Knex) {}

  async write(trx: Knex.Transaction, resourceId: string, revision: NewRevision): Promise<void> {
    await runPrepared(trx, 'revision-insert', INSERT, {
      resourceId,
      revision: revision.revision,
      version: revision.version,
      variables: JSON.stringify(revision.variables),
      cost: JSON.stringify(revision.cost),
      parents: JSON.stringify(revision.parents),
      integrations: JSON.stringify(revision.integrations),
      requestedBy: revision.requestedBy,
      approvalId: revision.approvalId ?? null,
      restoredFrom: revision.restoredFrom ?? null,
    });
  }

  async find(
    resourceId: string,
    revision: number,
    knex: Knex = this.knex,
  ): Promise<Revision | undefined> {
    const row: RevisionRow | undefined = await knex('resource_revisions')
      .where({ resource_id: resourceId, revision })
      .first();
    return row && toRevision(row);
  }

  /** The newest first, from right before a revision. */
  async list(resourceId: string, limit: number, before?: number): Promise<Revision[]> {
    const query = this.knex('resource_revisions')
      .where({ resource_id: resourceId })
      .orderBy('revision', 'desc')
      .limit(limit);
    if (before !== undefined) query.where('revision', '<', before);
    const rows: RevisionRow[] = await query;
    return rows.map(toRevision);
  }
}
