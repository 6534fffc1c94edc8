import { randomUUID } from 'node:crypto';
import { CookieOptions, Request, Response } from 'express';
import { z } from 'zod';
import { LdapProviderSettings } from '../settings';
import { Purpose, Tickets } from './Tickets';

/** Somebody who signed in and has not signed out. */
export interface Session {
  id: string;
  username: string;
  /** Of the sign-in, not of the last renewal. */
  startedAt: Date;
}

const SESSION = 'ldap-session';
const KNOWN_BROWSER = 'ldap-known-browser';
const KNOWN_BROWSER_MS = 90 * 24 * 3_600_000;

const sessionClaims = z.object({ sub: z.string(), sid: z.string(), started: z.number() });
const browserClaims = z.object({ sub: z.string(), jti: z.string() });

/** What a browser keeps for us, in cookies that only we can read. Never a password. */
export class SessionCookies {
  readonly #tickets: Tickets;
  readonly #settings: LdapProviderSettings['session'];
  readonly #options: CookieOptions;

  /** @param providerUrl - where the browser sends the cookies: `https://…/api/auth/ldap` */
  constructor(settings: LdapProviderSettings['session'], providerUrl: string) {
    const { pathname, protocol } = new URL(providerUrl);
    this.#tickets = new Tickets(settings.secret);
    this.#settings = settings;
    this.#options = {
      httpOnly: true,
      sameSite: 'strict',
      secure: protocol === 'https:',
      path: pathname,
    };
  }

  /** A new session of the user, and the mark that a user of this name was here. */
  async start(response: Response, username: string): Promise<void> {
    await this.keep(response, { id: randomUUID(), username, startedAt: new Date() });
    await this.#set(response, KNOWN_BROWSER, 'known-browser', KNOWN_BROWSER_MS, {
      sub: username,
      jti: randomUUID(),
    });
  }

  /** Lets the session live on, at the longest until its absolute end. */
  async keep(response: Response, session: Session): Promise<void> {
    const left = this.endOf(session).getTime() - Date.now();
    await this.#set(response, SESSION, 'session', Math.min(this.#settings.idleMs, left), {
      sub: session.username,
      sid: session.id,
      started: session.startedAt.getTime(),
    });
  }

  /** When the session ends, however busy it is. */
  endOf(session: Session): Date {
    return new Date(session.startedAt.getTime() + this.#settings.absoluteMs);
  }

  /** The session of the request, if its cookie is ours and has not ended. */
  async read(request: Request): Promise<Session | undefined> {
    const claims = await this.#get(request, SESSION, 'session', sessionClaims);
    if (!claims) return undefined;
    const session = { id: claims.sid, username: claims.sub, startedAt: new Date(claims.started) };
    return this.endOf(session).getTime() > Date.now() ? session : undefined;
  }

  /** The id of the mark that a sign-in of this user left in the browser. */
  async knownBrowser(request: Request, username: string): Promise<string | undefined> {
    const claims = await this.#get(request, KNOWN_BROWSER, 'known-browser', browserClaims);
    return claims?.sub === username ? claims.jti : undefined;
  }

  clear(response: Response): void {
    response.clearCookie(SESSION, this.#options);
  }

  async #set(
    response: Response,
    name: string,
    purpose: Purpose,
    maxAge: number,
    claims: Record<string, string | number>,
  ): Promise<void> {
    const ticket = await this.#tickets.seal(purpose, claims, new Date(Date.now() + maxAge));
    response.cookie(name, ticket, { ...this.#options, maxAge });
  }

  async #get<T>(request: Request, name: string, purpose: Purpose, schema: z.ZodType<T>) {
    const ticket: unknown = request.cookies?.[name];
    if (typeof ticket !== 'string' || ticket === '') return undefined;
    return schema.safeParse(await this.#tickets.open(purpose, ticket)).data;
  }
}
