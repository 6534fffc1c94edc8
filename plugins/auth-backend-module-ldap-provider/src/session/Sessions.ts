import { Request, Response } from 'express';
import { EndedSessionStore } from './EndedSessionStore';
import { Session, SessionCookies } from './SessionCookies';

/** Sessions live in cookies; the database knows only those that ended before their cookie does. */
export class Sessions {
  readonly #cookies: SessionCookies;
  readonly #ended: EndedSessionStore;

  constructor(cookies: SessionCookies, ended: EndedSessionStore) {
    this.#cookies = cookies;
    this.#ended = ended;
  }

  /** Starts a session of the user in this browser. */
  async start(response: Response, username: string): Promise<void> {
    await this.#cookies.start(response, username);
  }

  /** The session that the request belongs to, unless it has ended. */
  async current(request: Request): Promise<Session | undefined> {
    const session = await this.#cookies.read(request);
    return session && !(await this.#ended.has(session.id)) ? session : undefined;
  }

  /** Lets the session live on. */
  async keep(response: Response, session: Session): Promise<void> {
    await this.#cookies.keep(response, session);
  }

  /** Ends the session in every browser that has its cookie. */
  async end(response: Response, session: Session): Promise<void> {
    await this.#ended.add(session.id, this.#cookies.endOf(session));
    this.forget(response);
  }

  /** Takes the cookie away; enough where it is worth nothing any more. */
  forget(response: Response): void {
    this.#cookies.clear(response);
  }

  /** The id of the mark that a sign-in of this user left in the browser. */
  async knownBrowser(request: Request, username: string): Promise<string | undefined> {
    return this.#cookies.knownBrowser(request, username);
  }
}
