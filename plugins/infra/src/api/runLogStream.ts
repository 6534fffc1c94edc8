import {
  InfraApiError,
  type InfraClient,
  type InfraClientOptions,
  type LogLine,
  logLineSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { readEventStream } from './eventStream';

const PAGE_INTERVAL_MS = 1_500;

interface FollowOptions {
  runId: string;
  after: number;
  signal: AbortSignal;
  client: Pick<InfraClient, 'getRun' | 'listRunLogs'>;
  discoveryApi: InfraClientOptions['discoveryApi'];
  fetchApi: NonNullable<InfraClientOptions['fetchApi']>;
}

/** Follows a log by server-sent events, or by asking for pages where something on the way does not let a stream through. */
export async function* followRunLog(options: FollowOptions): AsyncGenerator<LogLine[]> {
  const { runId, after, signal, discoveryApi, fetchApi } = options;
  const baseUrl = await discoveryApi.getBaseUrl('infra');
  const response = await fetchApi.fetch(
    `${baseUrl}/runs/${encodeURIComponent(runId)}/logs?after=${after}`,
    {
      headers: { accept: 'text/event-stream' },
      signal,
    },
  );
  if (!response.ok) throw await InfraApiError.fromResponse(response);
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (!isStream || !response.body) {
    // Whatever came instead is not looked at: the pages begin where the stream should have.
    await response.text();
    yield* followByPages(options);
    return;
  }
  for await (const events of readEventStream(response.body)) {
    const lines = events
      .filter(({ event }) => event === 'message' || event === 'log')
      .map(({ data }) => logLineSchema.parse(JSON.parse(data)));
    if (lines.length > 0) yield lines;
    if (events.some(({ event }) => event === 'end')) return;
  }
}

async function* followByPages({
  runId,
  after,
  signal,
  client,
}: FollowOptions): AsyncGenerator<LogLine[]> {
  let last = after;
  for (;;) {
    // The run is asked before its log: what it wrote until it ended is then in the page that follows.
    const run = await client.getRun({ params: { id: runId }, signal });
    const { items } = await client.listRunLogs({
      params: { id: runId },
      query: { after: last },
      signal,
    });
    if (items.length > 0) {
      last = items[items.length - 1].seq;
      yield items;
      continue;
    }
    if (run.finishedAt) return;
    await pause(PAGE_INTERVAL_MS, signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
