import type { Knex } from 'knex';

export const NEWS_KINDS = [
  'approval-opened',
  'approval-decided',
  'approval-closed',
  'approval-message',
  'approval-escalated',
  'resource-failed',
  'resource-deployed',
  'deployment-stopped',
  'run-lost',
  'resource-expires',
] as const;

export type NewsKind = (typeof NEWS_KINDS)[number];

/** Something that happened to a resource and that people want to know. */
export interface News {
  kind: NewsKind;
  resourceId: string;
  approvalId?: string;
  /** Reference of who did it. */
  actor: string;
  /** What the audit trail has of it. */
  detail: Record<string, unknown>;
}

export type StoredNews = News & { id: string; createdAt: Date };

/** Where other rooms leave news: in the transaction of the change, so that none is lost and none is told of what was undone. */
export interface ResourceNews {
  tell(trx: Knex, news: News): Promise<void>;
}

/** What is told, whatever the channel. */
export interface Message {
  kind: NewsKind;
  title: string;
  description?: string;
  /** Path of the page in the portal. */
  path: string;
  severity: 'high' | 'normal' | 'low';
  /** What the later replaces the earlier of. */
  scope: string;
  resource: { id: string; name: string; type: string; unitId: string; unit: string };
  approvalId?: string;
  by: string;
  /** ISO 8601. */
  time: string;
}

export type Channel = 'backstage' | 'webhook' | 'slack';

export interface NewDelivery {
  channel: Channel;
  message: Message;
  /** Of `webhook` and `slack`. */
  integrationId?: string;
  /** Of `backstage`: references of users and groups. */
  recipients?: string[];
}

export interface Delivery extends NewDelivery {
  id: string;
  /** Which attempt this is, from 1. */
  attempts: number;
}
