import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { EventsService } from '@backstage/plugin-events-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  type ChangeEvent,
  type ChangeSignal,
  EVENT_TOPIC_RESOURCES,
  EVENT_TOPIC_UNITS,
  SIGNAL_CHANNEL,
} from '@bailiwick/backstage-plugin-infra-common';

type Topic = typeof EVENT_TOPIC_UNITS | typeof EVENT_TOPIC_RESOURCES;

/** What is said within this time goes out together, each thing once. */
const GATHER_MS = 100;

/** More changes of one kind than this become one signal without an id: fetch what you show of that kind. */
const SIGNALS_PER_SUBJECT = 20;

/**
 * Tells screens and the catalog what changed. Called after the commit; nobody waits for it, and a message that gets lost costs only
 * time, because screens fetch again when they are opened and the catalog has its periodic full refresh.
 */
export class ChangeNotifier {
  readonly #signals = new Map<string, ChangeSignal>();
  readonly #events = new Map<string, { topic: Topic; event: ChangeEvent }>();
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly services: {
      signals: SignalsService;
      events: EventsService;
      logger: LoggerService;
    },
  ) {}

  /** Tells open screens what to fetch again. */
  signal(change: ChangeSignal): void {
    this.#signals.set(`${change.subject} ${change.id} ${change.resourceId}`, change);
    this.#schedule();
  }

  unit(event: ChangeEvent): void {
    this.signal({ subject: 'unit', id: event.id });
    this.#queue(EVENT_TOPIC_UNITS, event);
  }

  resource(event: ChangeEvent): void {
    this.signal({ subject: 'resource', id: event.id });
    this.#queue(EVENT_TOPIC_RESOURCES, event);
  }

  /** Sends what was gathered, and resolves when it is out. Called at shutdown. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const signals = mergeSignals([...this.#signals.values()]);
    const events = [...this.#events.values()];
    this.#signals.clear();
    this.#events.clear();
    this.#sending = this.#sending.then(() => this.#send(signals, events));
    await this.#sending;
  }

  #queue(topic: Topic, event: ChangeEvent): void {
    this.#events.set(`${topic} ${event.id}`, { topic, event });
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS).unref();
  }

  async #send(signals: ChangeSignal[], events: { topic: Topic; event: ChangeEvent }[]) {
    try {
      for (const message of signals) {
        await this.services.signals.publish({
          recipients: { type: 'broadcast' },
          channel: SIGNAL_CHANNEL,
          message,
        });
      }
      for (const { topic, event } of events) {
        await this.services.events.publish({ topic, eventPayload: event });
      }
    } catch (error) {
      this.services.logger.warn(`Changes were not announced: ${stringifyError(error)}`);
    }
  }
}

/** Many changes of one kind are one reason to fetch again. */
function mergeSignals(signals: ChangeSignal[]): ChangeSignal[] {
  const subjects = [...new Set(signals.map(({ subject }) => subject))];
  return subjects.flatMap(subject => {
    const changes = signals.filter(signal => signal.subject === subject);
    return changes.length > SIGNALS_PER_SUBJECT ? [{ subject }] : changes;
  });
}
