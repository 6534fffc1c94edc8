import { randomUUID } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { AndFilter, Client, EqualityFilter, FilterParser } from 'ldapts';
import { isInfraError } from '../errors';
import { openConnection } from './connection';
import { directoryUnavailable, invalidCredentials } from './errors';
import { parentGroups, resolveGroups } from './groups';
import { isResultCode, reasonOf, refusesUser } from './ldapErrors';
import { DirectoryGroup, ListedUser, readGroups, readUsers } from './listing';
import { foldName } from './names';
import { Person, personAttributes, readPerson } from './person';
import { ServiceConnection } from './serviceConnection';
import { DirectorySettings, readDirectorySettings } from './settings';

export interface DirectoryUser extends Person {
  /** DNs of all groups that hold the user, nested ones resolved; in no order that means anything. */
  groups: string[];
}

/**
 * What the organisation's LDAP directory says about people.
 *
 * Every method rejects with DIRECTORY_UNAVAILABLE when the directory cannot be reached, is too slow,
 * refuses the service account or answers with an error of its own.
 */
export class DirectoryClient {
  readonly #settings: DirectorySettings;
  readonly #logger: LoggerService;
  readonly #service: ServiceConnection;

  /**
   * Reads `infra.directory`; connects later, when it is first asked.
   *
   * @throws InputError when the configuration is wrong
   */
  static fromConfig(config: Config, options: { logger: LoggerService }): DirectoryClient {
    return new DirectoryClient(readDirectorySettings(config), options.logger);
  }

  private constructor(settings: DirectorySettings, logger: LoggerService) {
    this.#settings = settings;
    this.#logger = logger.child({ component: 'directory' });
    this.#service = new ServiceConnection(settings);
    if (!settings.tls.rejectUnauthorized) {
      this.#logger.warn(
        'infra.directory.tls.rejectUnauthorized is false: whoever can answer in place of the directory learns passwords',
      );
    }
  }

  /**
   * Checks a password and answers who that is.
   *
   * @throws InfraError INVALID_CREDENTIALS for a wrong or empty password, an unknown user, a user
   * name that two entries share, and a disabled account
   */
  async authenticate(username: string, password: string): Promise<DirectoryUser> {
    // With an empty password a bind succeeds for anybody: the directory takes it as anonymous.
    if (password === '' || foldName(username) === '') throw invalidCredentials();
    return this.#ask(async () => {
      const person = await this.#service.use(client => this.#find(client, username));
      await this.#checkPassword(person?.dn ?? this.#nobody(), password);
      if (!person || person.disabled) throw invalidCredentials();
      return this.#withGroups(person);
    });
  }

  /** The user as the directory has it now; undefined when there is none or the account is disabled. */
  async lookup(username: string): Promise<DirectoryUser | undefined> {
    if (foldName(username) === '') return undefined;
    return this.#ask(async () => {
      const person = await this.#service.use(client => this.#find(client, username));
      return person && !person.disabled ? this.#withGroups(person) : undefined;
    });
  }

  /** All users, disabled ones too, with the groups that {@link authenticate} would find. */
  async listUsers(): Promise<ListedUser[]> {
    return this.#ask(() => this.#service.use(client => readUsers(client, this.#settings)));
  }

  async listGroups(): Promise<DirectoryGroup[]> {
    return this.#ask(() => this.#service.use(client => readGroups(client, this.#settings)));
  }

  /** Ends the connection of the service account. A later call opens a new one. */
  async close(): Promise<void> {
    await this.#service.close();
  }

  async #find(client: Client, username: string) {
    const { dn, scope, filter, map } = this.#settings.users;
    const { searchEntries } = await client.search(dn, {
      scope,
      filter: new AndFilter({
        filters: [
          FilterParser.parseString(filter),
          new EqualityFilter({ attribute: map.username, value: username.trim() }),
        ],
      }),
      attributes: personAttributes(map),
      sizeLimit: 2,
    });
    if (searchEntries.length > 1) {
      const entries = searchEntries.map(entry => entry.dn).join(' and ');
      this.#logger.warn(`Neither can sign in, because both have the same user name: ${entries}`);
      return undefined;
    }
    const [entry] = searchEntries;
    return entry && readPerson(entry, map);
  }

  /** A connection of its own, because a bind changes who the whole connection is. */
  async #checkPassword(dn: string, password: string): Promise<void> {
    const connection = await openConnection(this.#settings);
    try {
      await connection.client.bind(dn, password);
    } catch (error) {
      throw refusesUser(error) ? invalidCredentials() : error;
    } finally {
      await connection.close();
    }
  }

  /** A DN that nobody has: an unknown user takes the same steps as a wrong password, and as long. */
  #nobody(): string {
    return `cn=${randomUUID()},${this.#settings.users.dn}`;
  }

  async #withGroups({ disabled: _, ...person }: Person & { disabled: boolean }) {
    const groups = await this.#service.use(client =>
      resolveGroups(person.dn, parentGroups(client, this.#settings.groups)),
    );
    return { ...person, groups };
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      if (isInfraError(error, 'INVALID_CREDENTIALS')) throw error;
      this.#logger.warn(
        isResultCode(error)
          ? `The directory refused: ${reasonOf(error)}`
          : `The directory cannot be reached: ${reasonOf(error)}`,
      );
      throw directoryUnavailable();
    }
  }
}
