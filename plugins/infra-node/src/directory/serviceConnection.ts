import { Client } from 'ldapts';
import { Connection, openConnection } from './connection';
import { isResultCode, isTimeout } from './ldapErrors';
import { DirectorySettings } from './settings';

/**
 * The connection of the service account, which only reads. It is opened when it is first needed,
 * shared by all callers, and opened anew after it was lost.
 */
export class ServiceConnection {
  readonly #settings: DirectorySettings;
  #current: Promise<Connection> | undefined;

  constructor(settings: DirectorySettings) {
    this.#settings = settings;
  }

  /**
   * Runs `work`, and once more on a new connection when the directory closed the one in use: it
   * may have restarted since the last call. A directory that is slow is not asked twice.
   */
  async use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const opening = this.#open();
    const { client } = await opening;
    try {
      return await work(client);
    } catch (error) {
      await this.#discard(opening);
      if (isResultCode(error) || isTimeout(error)) throw error;
    }
    const { client: another } = await this.#open();
    return work(another);
  }

  async close(): Promise<void> {
    if (this.#current) await this.#discard(this.#current);
  }

  #open(): Promise<Connection> {
    if (this.#current) return this.#current;
    const opening = this.#openBound(() => this.#forget(opening));
    opening.catch(() => this.#forget(opening));
    this.#current = opening;
    return opening;
  }

  async #openBound(onClosed: () => void): Promise<Connection> {
    const connection = await openConnection(this.#settings, onClosed);
    const { bind } = this.#settings;
    if (!bind) return connection;
    try {
      await connection.client.bind(bind.dn, bind.secret);
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  #forget(opening: Promise<Connection>): void {
    if (this.#current === opening) this.#current = undefined;
  }

  async #discard(opening: Promise<Connection>): Promise<void> {
    this.#forget(opening);
    // A connection that never opened has nothing to close; whoever waits for it hears why.
    const connection = await opening.catch(() => undefined);
    await connection?.close();
  }
}
