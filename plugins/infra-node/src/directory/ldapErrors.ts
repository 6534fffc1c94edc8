/** Result codes of RFC 4511 that tell something apart here. */
export const RESULT = {
  constraintViolation: 19,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
} as const;

/** Answers to a bind that say "not this user with this password". 389 Directory Server tells a locked account by 19. */
const REFUSES_USER: readonly number[] = [
  RESULT.constraintViolation,
  RESULT.noSuchObject,
  RESULT.invalidDnSyntax,
  RESULT.inappropriateAuthentication,
  RESULT.invalidCredentials,
];

/** Whether the directory answered, and with a result other than success. */
export function isResultCode(error: unknown, ...codes: number[]): boolean {
  const code = (error as { code?: unknown })?.code;
  return typeof code === 'number' && (codes.length === 0 || codes.includes(code));
}

/**
 * Whether a failed bind says something about the user. Everything else (busy, unwilling, broken
 * connections, answers that make no sense) says something about the directory.
 */
export function refusesUser(error: unknown): boolean {
  return isResultCode(error, ...REFUSES_USER);
}

export function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timed out|timeout/i.test(error.message);
}

/** What went wrong, for the log: one line without control characters, of bounded length. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = [typeof code === 'string' ? code : '', String(message ?? error)].join(' ');
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
