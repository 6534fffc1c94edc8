import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isDatabaseGone } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { ApprovalStore } from '../approvals';
import type { NewsChannels } from '../integrations';
import type { UnitService } from '../organisation';
import { compose, type Story } from './compose';
import type { NewsStore } from './NewsStore';
import { administrators, approversOf, requesterOf, type RoleHolders } from './Recipients';
import type { NewDelivery, NewsKind, StoredNews } from './types';

/** News that are looked at together. */
const BATCH = 50;

/** A run fails and a deployment comes to its end by itself, whoever asked for it. */
const BY_ITSELF: readonly NewsKind[] = [
  ...(['resource-failed', 'run-lost', 'resource-deployed', 'deployment-stopped'] as const),
];

const GIVEN_UP_AFTER_MS = 24 * 3_600_000;

/** Finds out whom to tell what, and leaves one delivery for each channel. */
export class NewsDesk {
  constructor(
    private readonly parts: {
      knex: Knex;
      logger: LoggerService;
      store: NewsStore;
      units: UnitService;
      approvals: ApprovalStore;
      channels: NewsChannels;
      holders: RoleHolders;
      /** Whether people are told through Backstage's notifications. */
      backstage: boolean;
    },
  ) {}

  /** Works off what has happened; answers how many news there were. */
  async sort(signal?: AbortSignal): Promise<number> {
    let sorted = 0;
    let last: string | undefined;
    do {
      const news = await this.parts.store.oldest(BATCH, last);
      for (const each of news) await this.#sortOne(each);
      sorted += news.length;
      last = news.length === BATCH ? news.at(-1)?.id : undefined;
    } while (last !== undefined && !signal?.aborted);
    return sorted;
  }

  /** One that cannot be told holds up no other: it is tried again for a day. */
  async #sortOne(news: StoredNews): Promise<void> {
    const { store, logger } = this.parts;
    try {
      await store.settle(news, await this.#deliveriesOf(news));
    } catch (error) {
      if (isDatabaseGone(error)) throw error;
      const isOld = Date.now() - news.createdAt.getTime() > GIVEN_UP_AFTER_MS;
      logger.error(
        `The news ${news.kind} of resource ${news.resourceId} ${isOld ? 'was given up' : 'is tried again'}: ${stringifyError(error)}`,
      );
      if (isOld) await store.settle(news, []);
    }
  }

  async #deliveriesOf(news: StoredNews): Promise<NewDelivery[]> {
    const story = await this.#storyOf(news);
    const message = story && compose(story);
    if (!story || !message) return [];
    const recipients = this.parts.backstage ? await this.#recipientsOf(story) : [];
    const channels = await this.parts.channels.of(story.unit.ancestorIds);
    return [
      ...(recipients.length > 0 ? [{ channel: 'backstage' as const, message, recipients }] : []),
      ...channels.map(({ id, type }) => ({ channel: type, message, integrationId: id })),
    ];
  }

  async #storyOf(news: StoredNews): Promise<Story | undefined> {
    const { knex, units, approvals } = this.parts;
    const resource = await knex('resources')
      .where({ id: news.resourceId })
      .first<Story['resource'] & { unitId: string }>({
        ...{ id: 'id', name: 'name', type: 'type' },
        ...{ unitId: 'unit_id', requestedBy: 'requested_by' },
      });
    const unit = resource && (await units.find(resource.unitId));
    if (!unit) return undefined;
    const approval = news.approvalId ? await approvals.find(news.approvalId) : undefined;
    return { news, resource, unit, ...(approval ? { approval } : {}) };
  }

  /** People, of what they did not do themselves. */
  async #recipientsOf(story: Story): Promise<string[]> {
    const { news, resource, unit, approval } = story;
    const { knex, holders } = this.parts;
    const requester = approval?.requestedBy ?? (await requesterOf(knex, resource));
    const approvers = async () =>
      approval ? approversOf(approval, unit.ancestorIds, holders) : [];
    const recipients = async () => {
      switch (news.kind) {
        case 'approval-opened':
        case 'approval-decided':
          return approvers();
        case 'approval-escalated':
          return [requester, ...(await approvers()), ...(await administrators(holders))];
        case 'approval-message':
          return news.actor === requester ? approvers() : [requester];
        default:
          return [requester];
      }
    };
    const ownDoing = BY_ITSELF.includes(news.kind) ? [] : [news.actor];
    const found = [...new Set(await recipients())];
    return found.filter(ref => !ownDoing.includes(ref) && !/^(plugin|external):/.test(ref));
  }
}
