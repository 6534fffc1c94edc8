import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { AuditRecord } from '../audit';
import {
  NEWS_KINDS,
  type Delivery,
  type NewDelivery,
  type News,
  type NewsKind,
  type ResourceNews,
  type StoredNews,
} from './types';

interface NewsRow {
  id: string;
  kind: NewsKind;
  resource_id: string;
  approval_id: string | null;
  actor: string;
  detail: Record<string, unknown>;
  created_at: Date;
}

interface DeliveryRow {
  id: string;
  channel: Delivery['channel'];
  integration_id: string | null;
  message: Delivery['message'];
  recipients: string[] | null;
  attempts: number;
}

/** A delivery whose worker died is tried again after this long. */
const HELD_FOR = '1 minute';

/** What was delivered, or could not be, is remembered this long. */
const KEPT_FOR = '30 days';

const toNews = (row: NewsRow): StoredNews => ({
  id: row.id,
  kind: row.kind,
  resourceId: row.resource_id,
  ...(row.approval_id === null ? {} : { approvalId: row.approval_id }),
  actor: row.actor,
  detail: row.detail,
  createdAt: row.created_at,
});

const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  channel: row.channel,
  message: row.message,
  attempts: row.attempts,
  ...(row.integration_id === null ? {} : { integrationId: row.integration_id }),
  ...(row.recipients === null ? {} : { recipients: row.recipients }),
});

const isNews = (event: string): event is NewsKind => NEWS_KINDS.some(kind => kind === event);

/** The tables of what is to be told. */
export class NewsStore implements ResourceNews {
  constructor(private readonly knex: Knex) {}

  async tell(trx: Knex, { kind, resourceId, approvalId, actor, detail }: News): Promise<void> {
    await trx('news').insert({
      ...{ kind, actor, resource_id: resourceId, approval_id: approvalId ?? null },
      detail: JSON.stringify(detail),
    });
  }

  /** Takes news out of an entry of the audit trail, where it is one that somebody wants to know. */
  async follow(trx: Knex, { event, actor, subject, after }: AuditRecord): Promise<void> {
    if (subject.kind !== 'resource' || !isNews(event)) return;
    const approvalId = after?.approvalId;
    await this.tell(trx, {
      ...{ kind: event, resourceId: subject.id, actor: actor.ref, detail: after ?? {} },
      ...(typeof approvalId === 'string' ? { approvalId } : {}),
    });
  }

  /** @param after - id of the last that was looked at */
  async oldest(limit: number, after = '0'): Promise<StoredNews[]> {
    const rows: NewsRow[] = await this.knex('news')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit);
    return rows.map(toNews);
  }

  /** Puts deliveries in the place of news, unless another process has done so. */
  async settle({ id }: StoredNews, deliveries: readonly NewDelivery[]): Promise<void> {
    await this.knex.transaction(async trx => {
      const taken = await trx('news').where({ id }).delete();
      if (taken > 0) await this.#addDeliveries(trx, deliveries);
    });
  }

  /** Deliveries that are due, each for this process alone for a while. */
  async claim(limit: number): Promise<Delivery[]> {
    const { rows } = await this.knex.raw<{ rows: DeliveryRow[] }>(
      `UPDATE webhook_deliveries
       SET attempts = attempts + 1, next_attempt_at = now() + interval '${HELD_FOR}'
       WHERE id IN (
         SELECT id FROM webhook_deliveries
         WHERE status = 'waiting' AND next_attempt_at <= now()
         ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      [limit],
    );
    return rows.map(toDelivery);
  }

  async delivered({ id }: Delivery): Promise<void> {
    await this.knex('webhook_deliveries')
      .where({ id })
      .update({ status: 'delivered', last_error: null, finished_at: this.knex.fn.now() });
  }

  /** @param pauseMs - until the next attempt; undefined where there is none */
  async failed({ id }: Delivery, error: string, pauseMs: number | undefined): Promise<void> {
    await this.knex('webhook_deliveries')
      .where({ id })
      .update(
        pauseMs === undefined
          ? { status: 'failed', last_error: error, finished_at: this.knex.fn.now() }
          : {
              last_error: error,
              next_attempt_at: this.knex.raw("now() + ? * interval '1 ms'", [pauseMs]),
            },
      );
  }

  /** Leaves news of approvals that have waited too long and of resources that end soon, each once. */
  async findDue(trx: Knex.Transaction, noticeHours: number): Promise<void> {
    await trx.raw(
      `WITH due AS (
         SELECT 'escalated/' || id AS key, 'approval-escalated' AS kind, resource_id, id AS approval_id,
                '{}'::jsonb AS detail
         FROM approvals WHERE status = 'open' AND escalated_at IS NOT NULL
         UNION ALL
         SELECT 'expires/' || id || '/' || extract(epoch FROM expires_at), 'resource-expires', id, NULL,
                jsonb_build_object('expiresAt', to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
         FROM resources
         WHERE state = 'provisioned' AND expires_at > now()
           AND expires_at <= now() + ? * interval '1 hour'
       ), fresh AS (
         INSERT INTO news_notices (key) SELECT key FROM due ON CONFLICT DO NOTHING RETURNING key
       )
       INSERT INTO news (kind, resource_id, approval_id, actor, detail)
       SELECT kind, resource_id, approval_id, 'plugin:infra', detail FROM due JOIN fresh USING (key)`,
      [noticeHours],
    );
  }

  async forgetOld(): Promise<void> {
    await this.knex.raw(
      `DELETE FROM webhook_deliveries WHERE status <> 'waiting' AND created_at < now() - interval '${KEPT_FOR}'`,
    );
    await this.knex.raw(`DELETE FROM news_notices WHERE created_at < now() - interval '400 days'`);
  }

  async #addDeliveries(trx: Knex, deliveries: readonly NewDelivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    await trx('webhook_deliveries').insert(
      deliveries.map(({ channel, message, integrationId, recipients }) => ({
        ...{ id: randomUUID(), channel, message: JSON.stringify(message) },
        integration_id: integrationId ?? null,
        recipients: recipients ? JSON.stringify(recipients) : null,
      })),
    );
  }
}
