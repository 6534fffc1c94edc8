import { spawn } from 'node:child_process';

/**
 * Sleeps on a pipe from us. A line means that the server was stopped in order; the end of the pipe
 * without one means that we died, even by kill -9, and then the server must not outlive us. Its pid
 * file tells when it has ended: its process may stay as a zombie where nobody collects it.
 */
const SCRIPT = `
if read -r _; then exit 0; fi
kill -INT "$1" 2>/dev/null
tries=0
while [ -e "$2" ] && [ "$tries" -lt 150 ]; do
  tries=$((tries + 1))
  if [ "$tries" -eq 100 ]; then kill -QUIT "$1" 2>/dev/null; fi
  sleep 0.1
done
if [ -n "$3" ]; then rm -rf -- "$3"; fi
`;

export interface Watchdog {
  /** To be called when the server was stopped in order. */
  dismiss(): void;
}

export interface Watched {
  pid: number;
  /** The file that exists as long as the server runs. */
  pidFile: string;
  /** Removed after the server has ended. */
  temporaryFolder?: string;
}

/** Ends the watched server should we die without stopping it. */
export function watch({ pid, pidFile, temporaryFolder = '' }: Watched): Watchdog {
  const dog = spawn('sh', ['-c', SCRIPT, 'postgres-watchdog', `${pid}`, pidFile, temporaryFolder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // a Ctrl-C in the terminal is for us, not for the watchdog
  });
  dog.unref();
  const pipe = dog.stdin as typeof dog.stdin & { unref?(): void };
  pipe.unref?.();
  pipe.on('error', () => undefined); // the watchdog was killed by hand; nothing is left to tell it
  return { dismiss: () => pipe.end('stopped\n') };
}
