/** Thrown when the portal refuses a call; `code` is its stable error code. */
export class PortalError extends Error {
  constructor(
    call: string,
    readonly status: number,
    readonly code: string | undefined,
    message: string,
  ) {
    super(`${call} answered ${status}${code ? ` ${code}` : ''}: ${message}`);
    this.name = 'PortalError';
  }
}

interface ErrorBody {
  error?: { code?: string; message?: string };
}

/** The portal's REST API, called as one user by password, the way any outside script would. */
export class Portal {
  private constructor(
    private readonly backendUrl: string,
    private readonly token: string,
  ) {}

  static async signIn(backendUrl: string, username: string, password: string): Promise<Portal> {
    const url = `${backendUrl}/api/auth/ldap/refresh`;
    const { backstageIdentity } = await send<{ backstageIdentity: { token: string } }>(
      ...([url, 'POST', { username, password }, { 'x-requested-with': 'XMLHttpRequest' }] as const),
    );
    return new Portal(backendUrl, backstageIdentity.token);
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>('POST', path, body);
  }

  put<T>(path: string, body: unknown, headers: Record<string, string>): Promise<T> {
    return this.call<T>('PUT', path, body, headers);
  }

  /** All items of a list, page by page. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const next: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const page: { items: T[]; nextCursor?: string } = await this.get(`${path}?limit=200${next}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  private call<T>(method: string, path: string, body?: unknown, headers = {}): Promise<T> {
    const url = `${this.backendUrl}/api/infra${path}`;
    return send<T>(url, method, body, { authorization: `Bearer ${this.token}`, ...headers });
  }
}

async function send<T>(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(error => {
    throw new Error(`There is no portal at ${new URL(url).origin}`, { cause: error });
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  const answer: unknown = isJson && text ? JSON.parse(text) : undefined;
  if (response.ok) return answer as T;
  const { error } = (answer ?? {}) as ErrorBody;
  const call = `${method} ${new URL(url).pathname}`;
  throw new PortalError(call, response.status, error?.code, error?.message ?? text.slice(0, 200));
}
