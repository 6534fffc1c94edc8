import { HumanDuration } from '@backstage/types';

export interface Config {
  auth?: {
    providers?: {
      /**
       * Sign-in with the accounts of `infra.directory`.
       *
       * Set `auth.backstageTokenExpiration` to 15 minutes beside it: renewing a token reads the
       * directory again, so this is how long somebody keeps a role after it was taken away.
       */
      ldap?: {
        session?: {
          /**
           * Encrypts the cookie of the session; at least 32 characters, the same in every backend.
           * Default: `auth.session.secret`; without either, in development only, one that is made
           * up at every start.
           * @visibility secret
           */
          secret?: string;
          /**
           * A session that is not renewed for so long has ended. Default 8 hours.
           */
          idle?: HumanDuration | string;
          /**
           * A session ends after this, however busy. Default 24 hours.
           */
          absolute?: HumanDuration | string;
        };
        /** How many failed sign-ins are answered before more are refused for the rest of the window. */
        rateLimit?: {
          /**
           * Counting starts over after this. Default 15 minutes.
           */
          window?: HumanDuration | string;
          /**
           * Of one user from one address, or from one browser in which the user signed in before.
           * Default 10.
           */
          perUserAndAddress?: number;
          /**
           * Of one user from everywhere. Default 50.
           */
          perUser?: number;
          /**
           * Of all users from one address. Default 100.
           */
          perAddress?: number;
        };
      };
    };
  };
}
