import type { SignalApi } from '@backstage/plugin-signals-react';
import { type ChangeSignal, SIGNAL_CHANNEL } from '@bailiwick/backstage-plugin-infra-common';

/** Signals that a test or the development page sends itself. */
export class FakeSignals implements SignalApi {
  readonly #listeners = new Map<string, Set<(message: never) => void>>();

  subscribe: SignalApi['subscribe'] = (channel, onMessage) => {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(onMessage));
    return { unsubscribe: () => listeners.delete(onMessage) };
  };

  get subscribers(): number {
    return this.#listeners.get(SIGNAL_CHANNEL)?.size ?? 0;
  }

  send(change: ChangeSignal): void {
    this.#listeners.get(SIGNAL_CHANNEL)?.forEach(listener => listener(change as never));
  }
}
