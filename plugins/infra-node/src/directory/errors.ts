import { InfraError } from '../errors';

/** An unknown user, a disabled account and a wrong password are the same to the caller. */
export const invalidCredentials = () =>
  new InfraError('INVALID_CREDENTIALS', 'The user name or the password is wrong');

/** The reason goes to the log only: it may name hosts and accounts. */
export const directoryUnavailable = () =>
  new InfraError(
    'DIRECTORY_UNAVAILABLE',
    'The directory of users is not available at the moment; try again later',
  );
