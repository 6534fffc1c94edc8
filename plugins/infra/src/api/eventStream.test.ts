import { readEventStream, type ServerSentEvent } from './eventStream';

const streamOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      chunks.forEach(chunk => controller.enqueue(new TextEncoder().encode(chunk)));
      controller.close();
    },
  });

async function eventsOf(...chunks: string[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const batch of readEventStream(streamOf(...chunks))) events.push(...batch);
  return events;
}

describe('readEventStream', () => {
  it('cuts events wherever the network cut the text', async () => {
    expect(await eventsOf('id: 1\nda', 'ta: {"a":1}\n', '\nevent: end\ndata: x\n\n')).toEqual([
      { event: 'message', data: '{"a":1}' },
      { event: 'end', data: 'x' },
    ]);
  });

  it('joins several lines of data, and takes Windows line ends', async () => {
    expect(await eventsOf('data: one\r\ndata: two\r\n\r\n')).toEqual([
      { event: 'message', data: 'one\ntwo' },
    ]);
  });

  it('skips comments that only keep the connection open', async () => {
    expect(await eventsOf(': still here\n\n', 'data: x\n\n')).toEqual([
      { event: 'message', data: 'x' },
    ]);
  });

  it('keeps a letter together whose bytes arrive apart', async () => {
    const bytes = new TextEncoder().encode('data: ü\n\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, 7));
        controller.enqueue(bytes.slice(7));
        controller.close();
      },
    });
    const events: ServerSentEvent[] = [];
    for await (const batch of readEventStream(body)) events.push(...batch);
    expect(events).toEqual([{ event: 'message', data: 'ü' }]);
  });

  it('closes the connection when the reader leaves', async () => {
    const cancel = jest.fn();
    const body = new ReadableStream<Uint8Array>({
      start: controller => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
      cancel,
    });
    for await (const _ of readEventStream(body)) break;
    expect(cancel).toHaveBeenCalled();
  });
});
