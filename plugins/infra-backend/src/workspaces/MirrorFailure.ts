import { isError } from '@backstage/errors';
import { GitError, GitHostError } from '@bailiwick/backstage-plugin-infra-node';
import type { MirrorError } from '@bailiwick/backstage-plugin-infra-common';

/** Why a mirror cannot be brought up to date, as a sentence for people that holds no credential. */
export class MirrorFailure extends Error {
  readonly name = 'MirrorFailure';

  constructor(
    readonly reason: MirrorError['reason'],
    message: string,
    /** Whether all other mirrors of the workspace would fail in the same way. */
    readonly concernsAll: boolean = false,
  ) {
    super(message);
  }

  /** Only a person can go on. */
  get isFinal(): boolean {
    return this.reason === 'closed';
  }

  static of(error: unknown): MirrorFailure {
    if (error instanceof MirrorFailure) return error;
    if (error instanceof GitError) {
      return error.failure === 'broken'
        ? new MirrorFailure('unexpected', error.message)
        : new MirrorFailure(error.failure, error.message, true);
    }
    if (error instanceof GitHostError) {
      const { status, message, isPassing } = error;
      if (isPassing) return new MirrorFailure('unreachable', message, true);
      const isDenied = status === 401 || status === 403 || status === 404;
      return new MirrorFailure(isDenied ? 'denied' : 'refused', message, isDenied);
    }
    return new MirrorFailure('unexpected', isError(error) ? error.message : 'It failed');
  }
}
