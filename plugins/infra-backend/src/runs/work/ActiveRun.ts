import { LeaseLost, type RunAbort, WorkerStopping } from '../aborts';
import type { Lease } from '../persevere';
import type { RunRecord } from '../types';

/** A run that this process carries out, and the way to stop it. */
export class ActiveRun implements Lease {
  private controller = new AbortController();
  /** On the clock of `performance.now()`; until then nobody else can have taken the run. */
  leaseUntil: number;

  constructor(
    readonly record: RunRecord,
    leaseUntil: number,
  ) {
    this.leaseUntil = leaseUntil;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get lost(): LeaseLost | undefined {
    const { reason } = this.signal;
    return reason instanceof LeaseLost ? reason : undefined;
  }

  stop(reason: RunAbort): void {
    this.controller.abort(reason);
  }

  /** A fresh signal for the compensation of what was cancelled or timed out. What ends the worker's hold ends it all. */
  turnToCompensation(): void {
    if (this.lost || this.signal.reason instanceof WorkerStopping) return;
    this.controller = new AbortController();
  }
}
