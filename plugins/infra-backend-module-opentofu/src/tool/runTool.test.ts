import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isRunning, openScripts, type Scripts, until } from '../__testUtils__';
import { baseEnvironment } from './passedOn';
import { LEASH, runTool, type ToolCall } from './runTool';

jest.setTimeout(60_000);

const QUICK = { interruptMs: 200, terminateMs: 200 };

describe('runTool', () => {
  let scripts: Scripts;
  beforeAll(async () => {
    scripts = await openScripts();
  });
  afterAll(() => scripts.remove());

  const run = (program: string, further: Partial<ToolCall> = {}) =>
    runTool({
      ...{ program, args: [], folder: scripts.folder, stopTimes: QUICK },
      environment: baseEnvironment(scripts.folder),
      signal: new AbortController().signal,
      ...further,
    });
  const pidIn = async (file: string) => {
    await until(() =>
      scripts.read(file).then(
        text => text.endsWith('\n'),
        () => false,
      ),
    );
    return Number(await scripts.read(file));
  };

  it('answers the exit code, and writes both streams as they come', async () => {
    const program = await scripts.write('both', 'echo out $1; echo err >&2; exit 7');
    const written: [string, string][] = [];
    const answer = await run(program, {
      args: ['an argument'],
      write: (stream, text) => void written.push([stream, text]),
    });
    expect(answer.exitCode).toBe(7);
    expect(written).toEqual(
      expect.arrayContaining([
        ['stdout', 'out an argument\n'],
        ['stderr', 'err\n'],
      ]),
    );
    expect(answer.tail).toContain('err');
  });

  it('passes long lines and bytes that are no text, and keeps only the end of them', async () => {
    const program = await scripts.write(
      'long',
      `head -c 204800 /dev/zero | tr '\\0' x; printf 'ä\\377\\376\\n'; head -c 1000000 /dev/urandom`,
    );
    let text = '';
    const { tail } = await run(program, { write: (_, piece) => void (text += piece) });
    expect(text.startsWith(`${'x'.repeat(204_800)}ä\uFFFD\uFFFD\n`)).toBe(true);
    expect(tail.length).toBeLessThanOrEqual(16 * 1024);
  });

  it('captures what is to be read, up to a limit', async () => {
    const program = await scripts.write('json', 'echo "{}"');
    expect((await run(program, { captureBytes: 100 })).stdout.toString()).toBe('{}\n');
    await expect(run(program, { captureBytes: 2 })).rejects.toThrow('more than 2 bytes');
  });

  it('interrupts a tool, which comes to its own end', async () => {
    const program = await scripts.write(
      'gentle',
      `trap 'echo saved > gentle.saved; exit 1' INT; echo ready; while :; do sleep 0.05; done`,
    );
    const controller = new AbortController();
    const running = run(program, {
      signal: controller.signal,
      stopTimes: { interruptMs: 30_000, terminateMs: 30_000 },
      write: () => controller.abort(new Error('cancelled')),
    });
    await expect(running).rejects.toThrow('cancelled');
    expect(await scripts.read('gentle.saved')).toBe('saved\n');
  });

  it('kills a tool that takes no notice, with what it started', async () => {
    const program = await scripts.write(
      'stubborn',
      `trap '' INT TERM
      ( trap '' INT TERM; echo $(exec sh -c 'echo $PPID') > stubborn.child; while :; do sleep 0.05; done ) &
      echo $$ > stubborn.pid
      while :; do sleep 0.05; done`,
    );
    const controller = new AbortController();
    const running = run(program, { signal: controller.signal });
    const pids = await Promise.all([pidIn('stubborn.pid'), pidIn('stubborn.child')]);
    controller.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    for (const pid of pids) await until(async () => !(await isRunning(pid)));
  });

  it('leaves nothing behind that the tool started and forgot', async () => {
    const program = await scripts.write('forgetful', 'sleep 1000 & echo $! > forgetful.child');
    expect((await run(program)).exitCode).toBe(0);
    const child = await pidIn('forgetful.child');
    await until(async () => !(await isRunning(child)));
  });

  it('stops a tool whose worker was killed', async () => {
    const program = await scripts.write(
      'orphan',
      // As real tools do, it writes while it is being stopped.
      `trap 'head -c 200000 /dev/zero; echo stopping >&2; echo saved > orphan.saved; exit 1' INT
      echo $$ > orphan.pid; while :; do echo working; sleep 0.05; done`,
    );
    const holder = spawn(
      process.execPath,
      [join(__dirname, '../__testUtils__/leashHolder.mjs'), LEASH, program],
      { cwd: scripts.folder, stdio: 'ignore' },
    );
    const tool = await pidIn('orphan.pid');
    expect(await isRunning(tool)).toBe(true);
    holder.kill('SIGKILL');
    await until(async () => !(await isRunning(tool)));
    expect(await scripts.read('orphan.saved')).toBe('saved\n');
  });

  it('does not start once it was told to stop', async () => {
    const program = await scripts.write('never', 'echo started > never.started');
    const signal = AbortSignal.abort(new Error('cancelled before'));
    await expect(run(program, { signal })).rejects.toThrow('cancelled before');
    await expect(scripts.read('never.started')).rejects.toThrow('ENOENT');
  });
});
