import {
  type ArgoCdError,
  InfraError,
  isArgoCdError,
} from '@bailiwick/backstage-plugin-infra-node';

/**
 * The refusal that a failure of Argo CD amounts to; `details` says which it was. A refusal of the portal's token is not the caller's
 * and therefore no 403.
 */
export function toRefusal(error: ArgoCdError, isListed: boolean): InfraError {
  const { failure, instance, message } = error;
  // Argo CD answers alike for what is not there and for what its caller may not see; its list shows only what both hold for.
  const reason = failure === 'forbidden' && !isListed ? 'missing' : failure;
  const details = { reason, instance };
  if (reason === 'missing') return new InfraError('NOT_FOUND', message, details, error);
  if (reason === 'busy' || reason === 'refused') {
    return new InfraError('CONFLICT', message, details, error);
  }
  return new InfraError('UPSTREAM_FAILED', message, details, error);
}

/** Does a call to Argo CD and tells its failures as refusals. */
export async function asking<T>(
  isListed: () => Promise<boolean>,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isArgoCdError(error)) throw error;
    throw toRefusal(error, error.failure === 'forbidden' && (await isListed()));
  }
}
