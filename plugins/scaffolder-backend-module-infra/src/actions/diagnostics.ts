import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CloudDiagnostic } from '@bailiwick/backstage-plugin-infra-common';

/** From which severity on a step fails; with `never` everything is a line of the log. */
export const FAIL_ON = ['error', 'warning', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** So many lines tell what is wrong; more would bury the rest of the log. */
const MOST_LINES = 200;

const placeOf = ({ file, line, column }: CloudDiagnostic): string =>
  [file, line, column].filter(part => part !== undefined).join(':');

const lineOf = (diagnostic: CloudDiagnostic): string => {
  const place = placeOf(diagnostic);
  return `${place ? `${place}: ` : ''}${diagnostic.message} (${diagnostic.rule})`;
};

/**
 * Tells the task's log all that is wrong.
 *
 * @throws InputError with the first reason when something is as bad as `failOn` says
 */
export function reportDiagnostics(
  diagnostics: CloudDiagnostic[],
  failOn: FailOn,
  logger: LoggerService,
): void {
  for (const diagnostic of diagnostics.slice(0, MOST_LINES)) {
    if (diagnostic.severity === 'error') logger.error(lineOf(diagnostic));
    else if (diagnostic.severity === 'warning') logger.warn(lineOf(diagnostic));
    else logger.info(lineOf(diagnostic));
  }
  if (diagnostics.length > MOST_LINES) {
    logger.warn(`… and ${diagnostics.length - MOST_LINES} more`);
  }
  const fatal = diagnostics.filter(
    ({ severity }) =>
      failOn !== 'never' &&
      (severity === 'error' || (failOn === 'warning' && severity === 'warning')),
  );
  if (fatal.length === 0) return;
  const others = fatal.length > 1 ? `, and ${fatal.length - 1} more; see the log` : '';
  throw new InputError(`${lineOf(fatal[0])}${others}. Nothing was written`);
}
