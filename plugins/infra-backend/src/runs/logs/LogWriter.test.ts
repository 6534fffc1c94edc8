import { LogWriter } from './LogWriter';
import type { NewLine } from './LogStore';
import { Redactor } from './Redactor';
import { gate } from '../__testUtils__/waiting';

const LINES = 1_000_000;

/** A log whose store answers only once the gate is open. */
async function openLog() {
  const stored: NewLine[] = [];
  const store = gate();
  const writer = await LogWriter.create({
    store: {
      lastSeq: async () => 0,
      clean: async () => {},
      append: async (_, lines) => {
        await store.hold();
        stored.push(...lines);
      },
    },
    hold: { id: 'run', fence: 1 },
    redactor: new Redactor(),
    lease: {},
  });
  return { stored, store, writer };
}

it('of a million lines keeps them in order, and says how many had to be left out', async () => {
  const { stored, store, writer } = await openLog();
  const log = writer.phase('apply');
  for (let line = 1; line <= LINES; line++) log.write('stdout', `${line} Still creating...\n`);
  store.open();
  await writer.flush();

  const kept = stored.filter(({ stream }) => stream === 'stdout');
  const numbers = kept.map(({ text }) => parseInt(text, 10));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  // What waits is bounded, so that a worker's memory is.
  expect(kept.reduce((size, { text }) => size + text.length, 0)).toBeLessThan(9 * 1024 * 1024);
  expect(stored.at(-1)).toMatchObject({
    stream: 'system',
    phase: 'apply',
    text: `${LINES - kept.length} lines were left out: they came faster than they could be stored`,
  });
  expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
});

it('marks a gap where it is, and goes on after it', async () => {
  const { stored, store, writer } = await openLog();
  const log = writer.phase('apply');
  const long = 'x'.repeat(1024);
  for (let line = 0; line < 9_000; line++) log.write('stdout', `${long}\n`);
  store.open();
  while (stored.length < 8_000) await new Promise(resolve => setTimeout(resolve, 10));
  log.write('stdout', 'the end\n');
  await writer.flush();
  expect(stored.slice(-2).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^\d+ lines were left out/),
    'the end',
  ]);
});
