/**
 * Why git did not do what it was asked:
 *
 * - `denied`: the git host refuses the credentials, or has no such repository for them.
 * - `unreachable`: no connection, no answer in time, or a fault of the host.
 * - `broken`: anything else, above all a clone that a killed process left behind half written.
 */
export type GitFailure = 'denied' | 'unreachable' | 'broken';

/** A call of git that failed. The message is a sentence for people; it never holds credentials. */
export class GitError extends Error {
  readonly name = 'GitError';

  constructor(
    readonly failure: GitFailure,
    message: string,
  ) {
    super(message);
  }
}

const DENIED =
  /Authentication failed|could not read (Username|Password)|returned error: (401|403|404)|repository '.*' not found|Permission to .* denied|HTTP 40[134]/i;
const UNREACHABLE =
  /Could not resolve|Failed to connect|Couldn't connect|Connection (refused|reset|timed out)|Operation timed out|returned error: (408|429|5\d\d)|Empty reply|unexpected disconnect|hung up unexpectedly|early EOF|RPC failed|unable to access|SSL|transfer closed/i;

/** Tells from what git wrote which kind of failure it is. */
export function failureOf(said: string): GitFailure {
  if (DENIED.test(said)) return 'denied';
  return UNREACHABLE.test(said) ? 'unreachable' : 'broken';
}
