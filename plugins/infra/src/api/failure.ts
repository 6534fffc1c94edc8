import { InfraApiError, type ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';

/** What a failed request means to the one who looks at the screen. */
export type FailureKind = 'forbidden' | 'missing' | 'unavailable' | 'refused' | 'broken';

/** What fetch throws where no answer came at all: a TypeError in the words of each browser, and a fault of ours is one as well. */
const isNoAnswer = (error: Error): boolean =>
  error instanceof TypeError && /fetch|network|load failed/i.test(error.message);

export function failureKind(error: Error): FailureKind {
  if (!(error instanceof InfraApiError)) {
    return isNoAnswer(error) ? 'unavailable' : 'broken';
  }
  if (error.status === 401 || error.status === 403) return 'forbidden';
  if (error.status === 404) return 'missing';
  if (error.status >= 502) return 'unavailable';
  return error.status >= 500 ? 'broken' : 'refused';
}

/** The problems of a VALIDATION_ERROR; none for every other error. */
export function validationProblems(error: Error | null): ValidationProblem[] {
  if (!(error instanceof InfraApiError) || error.code !== 'VALIDATION_ERROR') return [];
  return Array.isArray(error.details) ? (error.details as ValidationProblem[]) : [];
}

export const hasCode = (error: Error | null, code: InfraApiError['code']): error is InfraApiError =>
  error instanceof InfraApiError && error.code === code;
