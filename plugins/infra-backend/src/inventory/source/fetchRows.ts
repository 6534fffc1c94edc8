import { upstreamFailed } from '@bailiwick/backstage-plugin-infra-node';
import type { SourceSettings } from '../settings';
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

/**
 * Reads all that the inventory reports, page after page. What the rows are is not looked at.
 *
 * @throws InfraError UPSTREAM_FAILED, with a sentence that says what the inventory did, where it did not answer fully
 */
export async function fetchRows(
  settings: SourceSettings,
  outerSignal?: AbortSignal,
): Promise<unknown[]> {
  const timeout = AbortSignal.timeout(settings.timeoutMs);
  const signal = outerSignal ? AbortSignal.any([timeout, outerSignal]) : timeout;
  const rows: unknown[] = [];
  const seen = new Set<string>();
  let bytesLeft = settings.maxBytes;
  for (let url: string | undefined = settings.url; url;) {
    if (seen.has(url) || seen.size === MAX_PAGES) throw failed(url, 'links its pages in a circle');
    seen.add(url);
    const page: PageOfRows = await fetchPage(url, settings, signal, bytesLeft).catch(
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
    for (const row of page.rows) rows.push(row);
    bytesLeft -= page.bytes;
    url = page.next;
  }
  return rows;
}

interface PageOfRows {
  rows: unknown[];
  bytes: number;
  next?: string;
}

async function fetchPage(
  url: string,
  settings: SourceSettings,
  signal: AbortSignal,
  bytesLeft: number,
): Promise<PageOfRows> {
  const response = await request(url, settings.token, signal);
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
  const body = await readBody(response, url, bytesLeft, settings.maxBytes);
  return {
    rows: parseRows(body, url),
    bytes: body.byteLength,
    next: nextPage(response.headers.get('link'), response.url || url, reason =>
      failed(url, reason),
    ),
  };
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

async function readBody(
  response: Response,
  url: string,
  bytesLeft: number,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > bytesLeft) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw failed(url, `broke off in the middle of its answer${reasonOf(error)}`, error);
  }
  if (bytes > bytesLeft) throw failed(url, `answered with more than ${maxBytes} bytes`);
  return Buffer.concat(chunks);
}

const kindOf = (value: unknown) => {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

function parseRows(body: Buffer, url: string): unknown[] {
  let answer: unknown;
  try {
    answer = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw failed(url, 'answered with something that is not JSON', error);
  }
  if (!Array.isArray(answer)) {
    throw failed(url, `answered with ${kindOf(answer)} instead of a list of servers`);
  }
  return answer;
}

/** `: ECONNREFUSED`, of what undici wraps. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? `: ${code}` : '';
}
