import { serializeError, stringifyError } from '@backstage/errors';
import { InfraError } from './errors';

describe('InfraError', () => {
  const cause = new Error('connect ECONNREFUSED 10.0.0.5:389');
  const error = new InfraError('UPSTREAM_FAILED', 'Try again later', { part: 'argocd' }, cause);

  it('tells code and details, and keeps the cause for the log', () => {
    expect(serializeError(error)).toEqual({
      name: 'InfraError',
      message: 'Try again later',
      code: 'UPSTREAM_FAILED',
      details: { part: 'argocd' },
    });
    expect(stringifyError(error)).toBe('InfraError: Try again later');
    expect(error.cause).toBe(cause);
  });

  it('has the status of its code', () => {
    expect(error.statusCode).toBe(502);
    expect(new InfraError('RATE_LIMITED', 'Wait').statusCode).toBe(429);
  });
});
