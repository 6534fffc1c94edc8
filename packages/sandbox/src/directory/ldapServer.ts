import { Socket } from 'node:net';
import * as ldap from 'ldapjs';
import './exactFilters';
import { BASE_DN, canonicalDn, parentOf } from './dn';
import { matches, SearchFilter } from './filter';
import { Entry, Tree } from './tree';

const PAGED_RESULTS = '1.2.840.113556.1.4.319';
const SCOPE_BASE = 0;
const SCOPE_ONE_LEVEL = 1;

/** OpenLDAP's own default: whoever wants more entries must page. */
const SIZE_LIMIT = 500;

interface Control {
  type: string;
  value: { size: number; cookie: Buffer };
}

interface Request {
  dn: ldap.DN;
  connection: { ldap: { bindDN: ldap.DN } };
  controls: Control[];
}

interface BindRequest extends Request {
  credentials: string;
}

interface SearchRequest extends Request {
  scope: number;
  filter: SearchFilter;
  attributes: string[];
  sizeLimit: number;
}

interface Response {
  end(status?: number): void;
}

interface SearchResponse extends Response {
  addControl(control: Control): void;
  send(entry: unknown): void;
  createSearchEntry(entry: {
    objectName: string;
    attributes: { type: string; values: string[] }[];
  }): unknown;
}

type Next = (error?: unknown) => void;

/** What ldapjs also has, beyond its published types. */
interface Protocol extends ldap.Server {
  newConnection(socket: Socket): void;
}
interface Controls {
  PagedResultsControl: new (options: Pick<Control, 'value'>) => Control;
}
const { PagedResultsControl } = ldap as unknown as Controls;

const ROOT_DSE: Entry = {
  dn: '',
  attributes: { objectClass: ['top'] },
  operational: {
    namingContexts: [BASE_DN],
    supportedLDAPVersion: ['3'],
    supportedControl: [PAGED_RESULTS],
    vendorName: ['Bailiwick sandbox'],
  },
};

/**
 * Speaks LDAP on the sockets it is given, over whatever tree `tree()` answers at that moment.
 * Simple binds, searches with filters, scopes, attribute selection, size limits and paging; reading
 * needs a bind, as in most companies; writing is refused.
 */
export function ldapProtocol(tree: () => Tree): (socket: Socket) => void {
  const server = ldap.createServer() as Protocol;

  server.bind('', (request: BindRequest, response: Response, next: Next) => {
    // RFC 4513, 5.1.2: a name without a password would else pass for a successful sign-in.
    if (!request.credentials) {
      return next(new ldap.UnwillingToPerformError('unauthenticated bind is not allowed'));
    }
    const entry = tree().get(canonicalDn(request.dn) ?? '');
    if (!entry?.password || entry.disabled || entry.password !== request.credentials) {
      return next(new ldap.InvalidCredentialsError());
    }
    response.end();
    return next();
  });

  server.search('', (request: SearchRequest, response: SearchResponse, next: Next) => {
    const base = canonicalDn(request.dn) ?? '';
    const entries = tree();
    if (base === '' && request.scope === SCOPE_BASE) {
      send(response, ROOT_DSE, request.attributes);
      response.end();
      return next();
    }
    if (!entries.has(canonicalDn(request.connection.ldap.bindDN) ?? '')) {
      return next(new ldap.InsufficientAccessRightsError('a bind is needed to read'));
    }
    if (!entries.has(base)) return next(new ldap.NoSuchObjectError());
    const found = [...entries]
      .filter(
        ([dn, entry]) =>
          inScope(dn, base, request.scope) && matches(request.filter, entry, entries),
      )
      .map(([, entry]) => entry);
    return answer(request, response, found, next);
  });

  for (const operation of ['add', 'modify', 'del', 'modifyDN'] as const) {
    server[operation]('', (_request: Request, _response: Response, next: Next) =>
      next(new ldap.UnwillingToPerformError('this directory is read-only')),
    );
  }

  return socket => {
    server.newConnection(socket);
    // ldapjs answers a malformed message with something that a socket cannot send, which would end
    // the process; closing is what other servers do.
    const { parser } = socket as Socket & { parser?: NodeJS.EventEmitter };
    parser?.removeAllListeners('error').on('error', () => socket.destroy());
  };
}

function inScope(dn: string, base: string, scope: number): boolean {
  if (scope === SCOPE_BASE) return dn === base;
  if (scope === SCOPE_ONE_LEVEL) return dn !== base && parentOf(dn) === base;
  return dn === base || dn.endsWith(`,${base}`);
}

function answer(
  { controls, attributes, sizeLimit }: SearchRequest,
  response: SearchResponse,
  found: Entry[],
  next: Next,
): void {
  const page = controls.find(({ type }) => type === PAGED_RESULTS);
  if (page) {
    const from = Number(page.value.cookie.toString() || '0');
    const to = from + (page.value.size || SIZE_LIMIT);
    found.slice(from, to).forEach(entry => send(response, entry, attributes));
    const cookie = Buffer.from(to < found.length ? `${to}` : '');
    response.addControl(new PagedResultsControl({ value: { size: found.length, cookie } }));
  } else {
    const limit = Math.min(sizeLimit || SIZE_LIMIT, SIZE_LIMIT);
    found.slice(0, limit).forEach(entry => send(response, entry, attributes));
    if (found.length > limit) return next(new ldap.SizeLimitExceededError());
  }
  response.end();
  return next();
}

function send(response: SearchResponse, entry: Entry, requested: string[]): void {
  const names = requested.map(name => name.toLowerCase());
  const everything = names.length === 0 || names.includes('*');
  const wanted = (attributes: Record<string, string[]>, all: boolean) =>
    Object.entries(attributes).filter(([name]) => all || names.includes(name.toLowerCase()));
  response.send(
    response.createSearchEntry({
      objectName: entry.dn,
      attributes: [
        ...wanted(entry.attributes, everything),
        ...wanted(entry.operational, names.includes('+')),
      ].map(([type, values]) => ({ type, values })),
    }),
  );
}
