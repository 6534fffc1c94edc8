import { SignInResult } from '@bailiwick/backstage-plugin-infra-common';
import {
  DirectoryClient,
  DirectoryUser,
  InfraError,
  isInfraError,
  userRefOf,
} from '@bailiwick/backstage-plugin-infra-node';
import { Attempt, AttemptStore, limitsOf } from './attempts';
import { RolesClient } from './RolesClient';
import { RateLimitSettings } from './settings';

/** Somebody whom the directory vouches for, with what follows from it. */
export interface SignedIn {
  user: DirectoryUser;
  userRef: string;
  /** The user and the Groups of its units. */
  ownershipEntityRefs: string[];
  bindings: SignInResult['bindings'];
}

/** The rules of signing in: who may try, who the directory says it is, and which roles follow. */
export class SignInService {
  readonly #directory: DirectoryClient;
  readonly #attempts: AttemptStore;
  readonly #roles: RolesClient;
  readonly #limits: RateLimitSettings;

  constructor(options: {
    directory: DirectoryClient;
    attempts: AttemptStore;
    roles: RolesClient;
    limits: RateLimitSettings;
  }) {
    this.#directory = options.directory;
    this.#attempts = options.attempts;
    this.#roles = options.roles;
    this.#limits = options.limits;
  }

  /**
   * @throws InfraError INVALID_CREDENTIALS, DIRECTORY_UNAVAILABLE, NO_ROLE_ASSIGNED, and
   * RATE_LIMITED with `{retryAfterSeconds}` as details
   */
  async signIn(attempt: Attempt, password: string): Promise<SignedIn> {
    const user = await this.#limited(attempt, () =>
      this.#directory.authenticate(attempt.username, password),
    );
    return this.#withRoles(user);
  }

  /**
   * What the directory and the infra plugin say now about somebody who signed in before; undefined
   * when the directory no longer has an account that may be used.
   */
  async renew(username: string): Promise<SignedIn | undefined> {
    const user = await this.#directory.lookup(username);
    return user && this.#withRoles(user);
  }

  async #limited<T>(attempt: Attempt, authenticate: () => Promise<T>): Promise<T> {
    const { own, shared } = limitsOf(attempt, this.#limits);
    const refusal = await this.#attempts.take([own, ...shared]);
    if (refusal) {
      throw new InfraError(
        'RATE_LIMITED',
        `There were too many failed sign-ins; try again in ${inWords(refusal.retryAfterSeconds)}`,
        refusal,
      );
    }
    try {
      const result = await authenticate();
      await this.#attempts.clear(own);
      await this.#attempts.giveBack(shared);
      return result;
    } catch (error) {
      // Only a wrong password counts: a directory that is down must lock out nobody.
      if (!isInfraError(error, 'INVALID_CREDENTIALS')) {
        await this.#attempts.giveBack([own, ...shared]);
      }
      throw error;
    }
  }

  async #withRoles(user: DirectoryUser): Promise<SignedIn> {
    const userRef = userRefOf(user.username);
    if (userRef === undefined) {
      throw new InfraError(
        'FORBIDDEN',
        `The user name ${user.username} cannot sign in: names must consist of at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends`,
      );
    }
    const { ownershipEntityRefs, bindings } = await this.#roles.rolesOf(user);
    const refs = new Set([userRef, ...ownershipEntityRefs]);
    return { user, userRef, ownershipEntityRefs: [...refs], bindings };
  }
}

function inWords(seconds: number): string {
  if (seconds < 60) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  const minutes = Math.ceil(seconds / 60);
  return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}
