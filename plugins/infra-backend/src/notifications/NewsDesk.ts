import type { Knex } from 'knex';
import type { ApprovalStore } from '../approvals';
import type { NewsChannels } from '../integrations';
import type { UnitService } from '../organisation';
import { compose, type Story } from './compose';
import type { NewsStore } from './NewsStore';
import { administrators, approversOf, requesterOf, type RoleHolders } from './Recipients';
import type { NewDelivery, StoredNews } from './types';

/** News that are looked at together. */
const BATCH = 50;

/** Finds out whom to tell what, and leaves one delivery for each channel. */
export class NewsDesk {
  constructor(
    private readonly parts: {
      knex: Knex;
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
  async sort(): Promise<number> {
    const { store } = this.parts;
    let sorted = 0;
    for (let found = BATCH; found === BATCH; sorted += found) {
      const news = await store.oldest(BATCH);
      for (const each of news) await store.settle(each, await this.#deliveriesOf(each));
      found = news.length;
    }
    return sorted;
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

  /** Nobody is told of what they did themselves. */
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
    // A run that fails fails by itself, whoever asked for it.
    const ownDoing =
      news.kind === 'resource-failed' || news.kind === 'run-lost' ? [] : [news.actor];
    const found = [...new Set(await recipients())];
    return found.filter(ref => !ownDoing.includes(ref) && !ref.startsWith('plugin:'));
  }
}
