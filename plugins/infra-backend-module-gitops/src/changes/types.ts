import type { NewChange } from './ChangeStore';

export interface SubmitOptions {
  signal: AbortSignal;
  /** How long to wait, unless what takes the change says otherwise. */
  timeoutMs?: number;
  /** Whether a change that does not get through in time is taken back or waits on. */
  afterwards: 'withdraw' | 'wait-on';
  /** Told of what the change waits for. */
  onProgress?: (reason: string) => void;
}

/** What brings changes onto the branch. */
export interface Changes {
  /** How long it waits by itself. */
  readonly timeoutMs: number;
  /**
   * Hands a change in and resolves once it is on the branch of the remote, with the commit that carries it; that is undefined where a
   * removal found an empty repository. Handing in the same change again is harmless.
   *
   * @throws InfraError CONFLICT where the change cannot be made, an Error with the last failure where it does not get through in time,
   * or the reason of the signal
   */
  submit(change: NewChange, options: SubmitOptions): Promise<string | undefined>;
  /** Takes a change back for good; answers whether it may be on the branch all the same. */
  withdraw(change: NewChange): Promise<{ mayBeInGit: boolean }>;
}
