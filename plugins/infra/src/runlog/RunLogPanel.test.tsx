import type { LogLine } from '@bailiwick/backstage-plugin-infra-common';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { refuse, sketchLine } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { logText, RunLogPanel } from './RunLogPanel';

const network = fakeNetwork();

/** A stream that the test writes to. */
class LogStream {
  #controller?: ReadableStreamDefaultController<Uint8Array>;
  readonly after: string[] = [];

  answer = (after: number): Response => {
    this.after.push(String(after));
    const body = new ReadableStream<Uint8Array>({
      start: controller => {
        this.#controller = controller;
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };

  #write(text: string) {
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  line(line: LogLine) {
    this.#write(`id: ${line.seq}\ndata: ${JSON.stringify(line)}\n\n`);
  }

  end() {
    this.#write('event: end\ndata: {"status":"done"}\n\n');
    this.#controller?.close();
  }

  break() {
    this.#controller?.error(new Error('reset'));
  }
}

const runIdOf = (index: number) => network.world.runs[index].id;

describe('RunLogPanel', () => {
  it('shows lines as they come, until the run has ended', async () => {
    const stream = new LogStream();
    network.backend.on('listRunLogs', ({ query }) => stream.answer(query.after));
    renderScreen(<RunLogPanel runId={runIdOf(0)} />);
    expect(await screen.findByText('Connecting…')).toBeInTheDocument();
    await waitFor(() => expect(stream.after).toEqual(['0']));
    stream.line(sketchLine(1, 'first'));
    expect(await screen.findByText('first')).toBeInTheDocument();
    expect(screen.getByText('Live')).toBeInTheDocument();
    stream.line(sketchLine(2, 'second', { stream: 'stderr' }));
    expect(await screen.findByText('second')).toHaveTextContent('error second');
    stream.end();
    expect(await screen.findByText('Complete')).toBeInTheDocument();
    expect(screen.getByText('2 lines')).toBeInTheDocument();
  });

  it('goes on behind the last line after the connection broke', async () => {
    const stream = new LogStream();
    network.backend.on('listRunLogs', ({ query }) => stream.answer(query.after));
    renderScreen(<RunLogPanel runId={runIdOf(1)} />);
    await waitFor(() => expect(stream.after).toHaveLength(1));
    stream.line(sketchLine(7, 'before'));
    await screen.findByText('before');
    stream.break();
    expect(await screen.findByText('Connection lost, trying again…')).toBeInTheDocument();
    await waitFor(() => expect(stream.after).toEqual(['0', '7']), { timeout: 5_000 });
    stream.line(sketchLine(8, 'after'));
    expect(await screen.findByText('after')).toBeInTheDocument();
    expect(screen.getByText('before')).toBeInTheDocument();
  });

  it('says why the log cannot be read', async () => {
    network.backend.on('listRunLogs', () => refuse('NOT_FOUND', 'There is no such run'));
    renderScreen(<RunLogPanel runId={runIdOf(0)} />);
    expect(await screen.findByRole('alert')).toHaveTextContent('Not found');
  });

  it('says that nothing was written', async () => {
    network.world.logs.clear();
    renderScreen(<RunLogPanel runId={runIdOf(0)} />);
    expect(await screen.findByText('Nothing was written yet.')).toBeInTheDocument();
  });

  it('keeps a bounded number of lines in the document', async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) =>
      sketchLine(index + 1, `line ${index + 1}`),
    );
    network.world.logs.set(runIdOf(0), lines);
    const { container } = renderScreen(<RunLogPanel runId={runIdOf(0)} />);
    expect(await screen.findByText('5,000 lines')).toBeInTheDocument();
    expect(container.querySelectorAll('[data-index]').length).toBeLessThan(150);
    await waitFor(() => expect(screen.getByText('line 5000')).toBeInTheDocument());
  });

  it('stays where one scrolled to, until one follows again', async () => {
    const stream = new LogStream();
    network.backend.on('listRunLogs', ({ query }) => stream.answer(query.after));
    renderScreen(<RunLogPanel runId={runIdOf(0)} />);
    await waitFor(() => expect(stream.after).toHaveLength(1));
    for (let seq = 1; seq <= 100; seq++) stream.line(sketchLine(seq, `line ${seq}`));
    const log = await screen.findByRole('log');
    const follow = screen.getByRole('checkbox', { name: 'Follow' });
    expect(follow).toBeChecked();
    act(() => {
      log.scrollTop = 0;
      log.focus();
    });
    await userEvent.keyboard('{PageUp}');
    expect(follow).not.toBeChecked();
    await userEvent.click(follow);
    await waitFor(() => expect(log.scrollTop).toBeGreaterThan(0));
  });

  it('can be copied whole', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    renderScreen(<RunLogPanel runId={runIdOf(0)} />);
    await user.click(await screen.findByRole('button', { name: 'Copy log' }));
    const lines = network.world.logs.get(runIdOf(0)) ?? [];
    expect(write).toHaveBeenCalledWith(logText(lines));
    expect(logText(lines)).toContain('[checkout] Reading the values file\n');
  });

  it('has no accessibility violations', async () => {
    const { container } = renderScreen(<RunLogPanel runId={runIdOf(0)} />);
    await screen.findByRole('log');
    await expectAccessible(container);
  });
});
