import { type AuditEntry, type Page } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { z } from 'zod';
import { runPrepared } from '../lib/database';
import { cursorCodec, pageOf } from '../lib/paging';
import type { TrailEvent } from './trailEvents';

/** What an entry of the trail is about. */
export interface AuditSubject {
  kind:
    | 'unit'
    | 'roleBinding'
    | 'quota'
    | 'server'
    | 'inventory'
    | 'resource'
    | 'resourceType'
    | 'integration'
    | 'secret'
    | 'argocd'
    | 'batch'
    | 'blueprint'
    | 'workflow'
    | 'workspace';
  id: string;
}

export interface AuditRecord {
  event: TrailEvent;
  /** Who did it: an Actor, or a reference such as `plugin:infra` where the plugin acts by itself. */
  actor: { ref: string; requestId?: string };
  subject: AuditSubject;
  /** What it was like; nothing secret. */
  before?: JsonObject;
  after?: JsonObject;
}

export interface AuditRow {
  id: string;
  time: Date;
  event: string;
  actor: string;
  request_id: string | null;
  subject_kind: string;
  subject_id: string;
  before: AuditEntry['before'] | null;
  after: AuditEntry['after'] | null;
}

export const auditCursor = cursorCodec('audit', z.tuple([z.string().regex(/^\d{1,19}$/)]));

export const toEntry = (row: AuditRow): AuditEntry => ({
  id: row.id,
  time: row.time.toISOString(),
  event: row.event,
  actor: row.actor,
  ...(row.request_id === null ? {} : { requestId: row.request_id }),
  subject: { kind: row.subject_kind, id: row.subject_id },
  ...(row.before === null ? {} : { before: row.before }),
  ...(row.after === null ? {} : { after: row.after }),
});

/** Where the database finds out whose the entry is, as it was when it was written. */
function placeOf({ kind, id }: AuditSubject): { unitId: string | null; resourceId: string | null } {
  const named = z.uuid().safeParse(id.split('/')[0]);
  const found = named.success ? named.data : null;
  return {
    unitId: kind === 'unit' || kind === 'quota' ? found : null,
    resourceId: kind === 'resource' ? found : null,
  };
}

/** The record of who changed what, which the screens show. Entries are only ever added. */
export class AuditTrail {
  /** @param follow - is given every entry, in the transaction that writes it */
  constructor(
    private readonly knex: Knex,
    private readonly follow?: (trx: Knex, entry: AuditRecord) => Promise<void>,
  ) {}

  /** Writes an entry with the change that it tells of: `trx` is the transaction of that change. */
  async record(trx: Knex, entry: AuditRecord): Promise<void> {
    const { event, actor, subject, before, after } = entry;
    await runPrepared(
      trx,
      'audit-entry',
      `INSERT INTO audit_entries
         (event, actor, request_id, subject_kind, subject_id, unit_id, before, after)
       VALUES (:event, :actor, :requestId, :kind, :id,
         coalesce(:unitId::uuid, (SELECT unit_id FROM resources WHERE id = :resourceId::uuid)),
         :before, :after)`,
      {
        event,
        actor: actor.ref,
        requestId: actor.requestId ?? null,
        kind: subject.kind,
        id: subject.id,
        ...placeOf(subject),
        before: before === undefined ? null : JSON.stringify(before),
        after: after === undefined ? null : JSON.stringify(after),
      },
    );
    await this.follow?.(trx, entry);
  }

  /** Entries of one subject, the newest first. Who may read them is for the caller to check. */
  async list(
    subject: AuditSubject,
    page: { limit: number; cursor?: string },
  ): Promise<Page<AuditEntry>> {
    const after = auditCursor.decode(page.cursor);
    const query = this.knex<AuditRow>('audit_entries')
      .where({ subject_kind: subject.kind, subject_id: subject.id })
      .orderBy('id', 'desc')
      .limit(page.limit + 1);
    if (after) query.where('id', '<', after[0]);
    const rows: AuditRow[] = await query;
    return pageOf(rows, page.limit, auditCursor, row => [row.id], toEntry);
  }
}
