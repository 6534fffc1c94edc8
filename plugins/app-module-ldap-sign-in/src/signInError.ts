import { InfraApiError } from '@bailiwick/backstage-plugin-infra-common';

const EXPLAINED = [
  'INVALID_CREDENTIALS',
  'NO_ROLE_ASSIGNED',
  'DIRECTORY_UNAVAILABLE',
  'RATE_LIMITED',
] as const;

export type SignInProblem =
  | { kind: (typeof EXPLAINED)[number] }
  | { kind: 'usernameMissing' | 'passwordMissing' | 'unreachable' }
  | { kind: 'other'; message: string };

/** Why a sign-in failed, in the terms that the page has a text for. */
export function problemOf(error: unknown): SignInProblem {
  if (error instanceof InfraApiError) {
    const explained = EXPLAINED.find(code => code === error.code);
    if (explained) return { kind: explained };
    // The portal's proxy stands before a backend that is down or not yet ready.
    if ([502, 503, 504].includes(error.status) && !error.code) return { kind: 'unreachable' };
    return { kind: 'other', message: error.message };
  }
  if (error instanceof TypeError) return { kind: 'unreachable' };
  return { kind: 'other', message: error instanceof Error ? error.message : String(error) };
}
