import { isInfraError, upstreamFailed } from '@bailiwick/backstage-plugin-infra-node';

/** Cloning a large repository takes its time; nobody waits longer for an answer. */
const LONGEST_MS = 120_000;

/**
 * Has a provisioner read a module, until it takes too long or `outer` aborts.
 *
 * @throws InfraError UPSTREAM_FAILED, or what the provisioner refused it with
 */
export async function readingModule<T>(
  read: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const deadline = AbortSignal.timeout(LONGEST_MS);
  try {
    return await read(outer ? AbortSignal.any([outer, deadline]) : deadline);
  } catch (error) {
    if (isInfraError(error)) throw error;
    throw upstreamFailed(
      deadline.aborted
        ? `The module was not read within ${LONGEST_MS / 1000} seconds`
        : 'The module could not be read',
      error,
    );
  }
}
