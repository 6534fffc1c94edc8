import { type Config, readDurationFromConfig } from '@backstage/config';
import { stringifyError } from '@backstage/errors';
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
import { createSenders } from './senders';

/** How often news are looked for. */
const INTERVAL_MS = 2_000;
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
  const desk = new NewsDesk({ knex, store, backstage, ...needs });
  const baseUrl = (config.getOptionalString('app.baseUrl') ?? '').replace(/\/+$/, '');
  const senders = createSenders(needs.notifications, needs.channels, baseUrl);
  const courier = new Courier({ store, senders, logger });
  const noticeHours = readNotice(config) / 3_600_000;

  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const goRound = async () => {
    try {
      await desk.sort();
      await courier.deliver();
    } catch (error) {
      // Nothing is lost: what is not told yet stays in its tables.
      logger.warn(`News could not be told; they are tried again: ${stringifyError(error)}`);
    }
  };
  const wait = () => {
    timer = setTimeout(() => {
      round = goRound().finally(() => timer && wait());
    }, INTERVAL_MS).unref();
  };
  return {
    ...{ desk, courier },
    mount() {},
    async start() {
      if (!(config.getOptionalBoolean('infra.notifications.send') ?? true)) return;
      wait();
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
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await round;
    },
  };
}

function readNotice(config: Config): number {
  const notice = durationToMilliseconds(
    config.has(NOTICE_KEY) ? readDurationFromConfig(config, { key: NOTICE_KEY }) : DEFAULT_NOTICE,
  );
  if (!(notice > 0)) throw new Error(`${NOTICE_KEY} must be longer than nothing`);
  return notice;
}
