import { type Config, readDurationFromConfig } from '@backstage/config';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { durationToMilliseconds } from '@backstage/types';
import type { ApprovalStore } from '../approvals';
import type { NewsChannels } from '../integrations';
import type { Commons, Room } from '../lib/room';
import type { UnitService } from '../organisation';
import { Courier } from './Courier';
import { NewsDesk } from './NewsDesk';
import { NewsStore } from './NewsStore';
import type { RoleHolders } from './Recipients';
import { Rounds } from './Rounds';
import { createSenders } from './senders';

const DEFAULT_NOTICE = { days: 7 };
const NOTICE_KEY = 'infra.notifications.expiryNotice';

export interface NotificationRoomNeeds {
  notifications: NotificationService;
  units: UnitService;
  approvals: ApprovalStore;
  channels: NewsChannels;
  holders: RoleHolders;
}

export interface NotificationRoom extends Room {
  desk: NewsDesk;
  courier: Courier;
}

/** Tells people and outside systems of approvals, failed runs and resources that end soon. */
export function createNotificationRoom(
  commons: Commons,
  needs: NotificationRoomNeeds,
): NotificationRoom {
  const { knex, config, logger, scheduler } = commons;
  const store = new NewsStore(knex);
  const backstage = config.getOptionalBoolean('infra.notifications.backstage') ?? true;
  const desk = new NewsDesk({ ...{ knex, store, logger, backstage }, ...needs });
  const baseUrl = (config.getOptionalString('app.baseUrl') ?? '').replace(/\/+$/, '');
  const senders = createSenders(needs.notifications, needs.channels, baseUrl);
  const courier = new Courier({ store, senders, logger });
  const noticeHours = readNotice(config) / 3_600_000;

  const rounds = new Rounds(async signal => {
    await desk.sort(signal);
    await courier.deliver(signal);
  }, logger);
  return {
    ...{ desk, courier },
    mount() {},
    async start() {
      if (!(config.getOptionalBoolean('infra.notifications.send') ?? true)) return;
      rounds.begin();
      await scheduler.scheduleTask({
        id: 'infra-find-due-news',
        frequency: { minutes: 10 },
        timeout: { minutes: 5 },
        fn: async () => {
          await knex.transaction(trx => store.findDue(trx, noticeHours));
          await store.forgetOld();
        },
      });
    },
    stop: () => rounds.end(),
  };
}

function readNotice(config: Config): number {
  const notice = durationToMilliseconds(
    config.has(NOTICE_KEY) ? readDurationFromConfig(config, { key: NOTICE_KEY }) : DEFAULT_NOTICE,
  );
  if (!(notice > 0)) throw new Error(`${NOTICE_KEY} must be longer than nothing`);
  return notice;
}
