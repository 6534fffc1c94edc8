import { upstreamFailed } from '@bailiwick/backstage-plugin-infra-node';
import type { SourceSettings } from '../settings';
import { ListReader } from './ListReader';
import { nextPage } from './nextPage';

/** More pages than this are an inventory that never ends. */
const MAX_PAGES = 10_000;

/** An address as people may see it: without credentials and query. */
const shown = (url: string) => {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
};

const failed = (url: string, what: string, cause?: unknown) =>
  upstreamFailed(`The inventory at ${shown(url)} ${what}`, cause);

const notJson = (url: string, cause: unknown) =>
  failed(url, 'answered with something that is not JSON', cause);

/**
 * Reads all that the inventory reports, page after page. What the rows are is not looked at: `take` makes of each, when it comes, what
 * is kept of it.
 *
 * @throws InfraError UPSTREAM_FAILED, with a sentence that says what the inventory did, where it did not answer fully
 */
export async function fetchRows<Taken>(
  settings: SourceSettings,
  take: (row: unknown, position: number) => Taken,
  outerSignal?: AbortSignal,
): Promise<Taken[]> {
  const timeout = AbortSignal.timeout(settings.timeoutMs);
  const signal = outerSignal ? AbortSignal.any([timeout, outerSignal]) : timeout;
  const taken: Taken[] = [];
  const keep = (row: unknown) => taken.push(take(row, taken.length));
  const seen = new Set<string>();
  let bytesLeft = settings.maxBytes;
  for (let url: string | undefined = settings.url; url;) {
    if (seen.has(url) || seen.size === MAX_PAGES) throw failed(url, 'links its pages in a circle');
    seen.add(url);
    const page: Page = await fetchPage(url, { ...settings, signal, bytesLeft }, keep).catch(
      (error: unknown) => {
        throw timeout.aborted
          ? failed(
              settings.url,
              `did not answer within ${settings.timeoutMs / 1000} seconds`,
              error,
            )
          : error;
      },
    );
    bytesLeft -= page.bytes;
    url = page.next;
  }
  return taken;
}

interface Page {
  bytes: number;
  next?: string;
}

type Reading = SourceSettings & { signal: AbortSignal; bytesLeft: number };

async function fetchPage(
  url: string,
  reading: Reading,
  keep: (row: unknown) => void,
): Promise<Page> {
  const response = await request(url, reading.token, reading.signal);
  if (!response.ok) {
    await response.body?.cancel();
    const hint = [401, 403].includes(response.status) ? ': check infra.inventory.token' : '';
    throw failed(url, `answered with status ${response.status}${hint}`);
  }
  const type = response.headers.get('content-type') ?? 'no content type';
  if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    await response.body?.cancel();
    throw failed(url, `answered with ${type} instead of JSON`);
  }
  const bytes = await readRows(response, url, reading, keep);
  const next = nextPage(response.headers.get('link'), response.url || url, reason =>
    failed(url, reason),
  );
  return { bytes, next };
}

async function request(
  url: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, {
      headers: {
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      signal,
    });
  } catch (error) {
    throw failed(url, `cannot be reached${reasonOf(error)}`, error);
  }
}

const kindOf = (value: unknown) => {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** Keeps each row as it comes; answers how many bytes came. */
async function readRows(
  response: Response,
  url: string,
  { bytesLeft, maxBytes }: Reading,
  keep: (row: unknown) => void,
): Promise<number> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const list = new ListReader();
  const parsed = <T>(parse: () => T): T => {
    try {
      return parse();
    } catch (error) {
      throw notJson(url, error);
    }
  };
  let bytes = 0;
  for await (const chunk of chunksOf(response, url)) {
    bytes += chunk.byteLength;
    if (bytes > bytesLeft) throw failed(url, `answered with more than ${maxBytes} bytes`);
    parsed(() => list.read(decoder.decode(chunk, { stream: true }))).forEach(keep);
  }
  const rest = parsed(() => {
    // Refuses an answer that ends within a character.
    decoder.decode();
    return list.end();
  });
  if (!Array.isArray(rest)) {
    throw failed(url, `answered with ${kindOf(rest)} instead of a list of servers`);
  }
  rest.forEach(keep);
  return bytes;
}

async function* chunksOf(response: Response, url: string): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body ?? [];
  } catch (error) {
    throw failed(url, `broke off in the middle of its answer${reasonOf(error)}`, error);
  }
}

/** `: ECONNREFUSED`, of what undici wraps. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? `: ${code}` : '';
}
