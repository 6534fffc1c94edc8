/**
 * Why Argo CD did not do what it was asked:
 *
 * - `forbidden`: it refuses the portal's token, for this application or altogether. Argo CD answers the same where an application
 *   does not exist and the token may not know.
 * - `missing`: it has no such application.
 * - `busy`: another operation is going on in the application.
 * - `refused`: it understood and says no; the message is its own.
 * - `unreachable`: no answer came, or not in time.
 * - `upstream`: it answered, but with an error of its own or with something that is not Argo CD's API.
 */
export type ArgoCdFailure =
  'forbidden' | 'missing' | 'busy' | 'refused' | 'unreachable' | 'upstream';

/** A call to Argo CD that failed. The message is a sentence for people; it never holds the token. */
export class ArgoCdError extends Error {
  readonly name = 'ArgoCdError';

  constructor(
    readonly failure: ArgoCdFailure,
    readonly instance: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  /** True where the same call may succeed in a while without anybody doing anything. */
  get isPassing(): boolean {
    return this.failure === 'unreachable' || this.failure === 'upstream' || this.failure === 'busy';
  }
}

/** True for an {@link ArgoCdError}, of that kind if one is given. */
export const isArgoCdError = (error: unknown, failure?: ArgoCdFailure): error is ArgoCdError =>
  error instanceof ArgoCdError && (failure === undefined || error.failure === failure);
