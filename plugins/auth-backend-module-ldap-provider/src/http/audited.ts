import { AuditorService, AuditorServiceCreateEventOptions } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { isInfraError } from '@bailiwick/backstage-plugin-infra-node';

const NAME_LENGTH = 100;

/**
 * Does `work` and records how it ended.
 *
 * @param succeeded - what else to record when it succeeded
 */
export async function audited<T>(
  auditor: AuditorService,
  options: AuditorServiceCreateEventOptions,
  work: () => Promise<T>,
  succeeded: (result: T) => JsonObject = () => ({}),
): Promise<T> {
  const event = await auditor.createEvent(options);
  try {
    const result = await work();
    await event.success({ meta: succeeded(result) });
    return result;
  } catch (error) {
    const failure = isError(error) ? error : new Error(String(error));
    await event.fail({
      error: failure,
      meta: { code: isInfraError(error) ? error.code : 'INTERNAL' },
    });
    throw error;
  }
}

/** What somebody typed as a user name, as one line of bounded length. */
export function nameForAudit(typed: string): string {
  return typed.replace(/\p{Cc}/gu, ' ').slice(0, NAME_LENGTH);
}
