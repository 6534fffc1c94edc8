import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { Tail } from './Tail';

/** How long a tool that was told to stop has until it is told again, more firmly. Milliseconds. */
export interface StopTimes {
  /** From SIGINT, on which a tool comes to a clean end, to SIGTERM. */
  interruptMs: number;
  /** From SIGTERM to SIGKILL. */
  terminateMs: number;
}

export interface ToolCall {
  program: string;
  args: readonly string[];
  folder: string;
  /** The whole environment. */
  environment: Record<string, string>;
  signal: AbortSignal;
  stopTimes: StopTimes;
  /** Gets what the tool writes, as it comes. */
  write?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** So many bytes of stdout are answered; more is an error. Without it stdout goes to `write` alone. */
  captureBytes?: number;
}

export interface ToolAnswer {
  exitCode: number;
  stdout: Buffer;
  /** The end of both streams, for a message. */
  tail: string;
}

const TAIL_CHARACTERS = 16 * 1024;
/** What the tool started and left behind may hold on to the pipes; it is not waited for longer than this. */
const PIPES_MS = 2_000;

/**
 * The tool becomes the leader of a process group, with a watcher beside it: where this process dies, its end of the pipe closes, and
 * the watcher stops the group. So no tool works on for a worker that is gone.
 *
 * What the tool writes goes through relays, which outlive the worker and then throw it away: a tool that could not write any more would
 * end at once, before it has stored what it did.
 */
export const LEASH = `
exec 3<&0
( trap '' INT
  cat <&3 >/dev/null
  kill -s INT -- -$$
  sleep "$1"
  kill -s KILL -- -$$
) >/dev/null 2>&1 &
exec 3<&-
shift
pipes=$(mktemp -d) && mkfifo "$pipes/out" "$pipes/err" || exit 126
relay() { ( trap '' INT TERM PIPE; exec 3<"$1"; cat <&3; exec cat <&3 >/dev/null ) & }
relay "$pipes/out" 2>/dev/null
relay "$pipes/err" >&2 2>/dev/null
exec >"$pipes/out" 2>"$pipes/err"
rm -r "$pipes"
exec "$@" </dev/null`;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Runs a tool until it and everything that it started have ended.
 *
 * @throws the reason of the signal where that aborted, in which case the tool has ended too; Error where it cannot be started
 */
export async function runTool(call: ToolCall): Promise<ToolAnswer> {
  const { program, args, folder, environment, signal, stopTimes, captureBytes } = call;
  signal.throwIfAborted();
  const seconds = Math.ceil((stopTimes.interruptMs + stopTimes.terminateMs) / 1000);
  const child = spawn('/bin/sh', ['-c', LEASH, 'sh', `${seconds}`, program, ...args], {
    cwd: folder,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // leads a process group
  });
  child.stdin.on('error', () => undefined); // the watcher may be gone already
  const stop = stopper(child, stopTimes);
  signal.addEventListener('abort', stop.begin, { once: true });

  const tail = new Tail(TAIL_CHARACTERS);
  const captured: Buffer[] = [];
  let size = 0;
  follow(child.stderr, text => {
    tail.add(text);
    call.write?.('stderr', text);
  });
  if (captureBytes === undefined) {
    follow(child.stdout, text => {
      tail.add(text);
      call.write?.('stdout', text);
    });
  } else {
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= captureBytes) captured.push(chunk);
      else captured.length = 0;
    });
  }
  try {
    const exitCode = await end(child);
    signal.throwIfAborted();
    if (captureBytes !== undefined && size > captureBytes) {
      throw new Error(`${program} ${args[0]} answered more than ${captureBytes} bytes`);
    }
    return { exitCode, stdout: Buffer.concat(captured), tail: tail.text };
  } finally {
    signal.removeEventListener('abort', stop.begin);
    stop.end();
  }
}

/** Characters may be cut by the chunks of a pipe; what is no UTF-8 becomes replacement characters. */
function follow(stream: Readable, take: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  const give = (text: string) => {
    if (text !== '') take(text);
  };
  stream.on('data', (chunk: Buffer) => give(decoder.write(chunk)));
  stream.on('end', () => give(decoder.end()));
}

async function end(child: Child): Promise<number> {
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', error => reject(new Error(`/bin/sh cannot be started: ${error.message}`)));
    child.once('exit', code => resolve(code ?? -1));
  });
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>(resolve => {
    timer = setTimeout(resolve, PIPES_MS);
  });
  await Promise.race([closed, tooLong]);
  clearTimeout(timer);
  // What it started and did not end, such as providers, and the watcher.
  signalGroup(child, 'SIGKILL');
  child.stdout.destroy();
  child.stderr.destroy();
  return exitCode;
}

function stopper(child: Child, { interruptMs, terminateMs }: StopTimes) {
  const timers: NodeJS.Timeout[] = [];
  return {
    begin() {
      signalGroup(child, 'SIGINT');
      timers.push(
        setTimeout(() => signalGroup(child, 'SIGTERM'), interruptMs),
        setTimeout(() => signalGroup(child, 'SIGKILL'), interruptMs + terminateMs),
      );
    },
    end: () => timers.forEach(timer => clearTimeout(timer)),
  };
}

function signalGroup({ pid }: Child, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // all of it has ended
  }
}
