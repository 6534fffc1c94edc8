import { storable } from '../logs/lines';
import type { LogStore } from '../logs/LogStore';
import type { LogWriter } from '../logs/LogWriter';
import { type Redactor, textsOf } from '../logs/Redactor';
import { type Lease, persevere } from '../persevere';
import type { RunStore } from '../RunStore';
import type { HiddenTexts, RunAids } from '../types';

export interface LearnedSecretsParts {
  resourceId: string;
  log: Pick<LogWriter, 'redact'>;
  redactor: Redactor;
  lease: Lease;
  store: Pick<RunStore, 'hasFailed'>;
  logs: Pick<LogStore, 'cleanFailed'>;
  aids: Pick<RunAids, 'hideInReasons'>;
}

/** Secrets that one run brings to light, such as what its tool has just made. */
export class LearnedSecrets {
  readonly #new = new Set<string>();

  constructor(private readonly parts: LearnedSecretsParts) {}

  /** Hides a secret in all that the run writes. */
  readonly learn = (secret: string): void => {
    this.parts.log.redact(secret);
    this.#new.add(secret);
  };

  /** Hides them in what is kept of runs that failed as they were being made: nobody could know then. */
  async hideEarlier(): Promise<void> {
    const texts = [...this.#new].flatMap(textsOf).map(storable);
    this.#new.clear();
    if (texts.length === 0) return;
    const { resourceId, redactor, lease, store, logs, aids } = this.parts;
    const hidden: HiddenTexts = { texts, clean: text => redactor.clean(text) };
    await persevere(lease, async () => {
      if (!(await store.hasFailed(resourceId))) return;
      await logs.cleanFailed(resourceId, hidden);
      await aids.hideInReasons(resourceId, hidden);
    });
  }
}
