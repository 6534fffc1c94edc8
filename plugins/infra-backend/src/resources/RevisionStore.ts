import type { Amounts, Revision, Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { ResourceRecord } from './types';

interface RevisionRow {
  revision: number;
  version: string;
  variables: Variables;
  cost: Amounts;
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
    await trx('resource_revisions').insert({
      resource_id: resourceId,
      revision: revision.revision,
      version: revision.version,
      variables: JSON.stringify(revision.variables),
      cost: JSON.stringify(revision.cost),
      parents: JSON.stringify(revision.parents),
      integrations: JSON.stringify(revision.integrations),
      requested_by: revision.requestedBy,
      approval_id: revision.approvalId ?? null,
      restored_from: revision.restoredFrom ?? null,
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
