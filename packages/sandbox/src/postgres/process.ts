import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { postgresBinaries } from './binaries';
import { clusterOf, pidFileOf } from './cluster';
import { ServerUser } from './serverUser';
import { watch } from './watchdog';
import { LOOPBACK } from '../net/listen';

export interface ProcessOptions {
  dataFolder: string;
  port: number;
  user: ServerUser;
  settings: Record<string, string>;
  /** Removed by the watchdog when we die without stopping the server. */
  temporaryFolder?: string;
}

export interface ServerProcess {
  readonly pid: number;
  /** `fast` ends sessions and writes everything to disk; `immediate` is a crash that recovers. */
  end(how: 'fast' | 'immediate'): Promise<void>;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/** The last lines that a server wrote, which is where it says why it does not start. */
class Tail {
  private text = '';
  add(chunk: Buffer) {
    this.text = (this.text + chunk.toString('utf8')).slice(-4000);
  }
  includes(words: string) {
    return this.text.includes(words);
  }
  toString() {
    return this.text.trim().split('\n').slice(-8).join('\n');
  }
}

/** Thrown when a server process ended before it was ready. */
export class ServerStartError extends Error {
  constructor(readonly said: string) {
    super(`PostgreSQL did not start:\n${said}`);
    this.name = 'ServerStartError';
  }
}

/** Starts a server on an existing cluster and answers when it accepts connections. */
export async function startProcess(options: ProcessOptions): Promise<ServerProcess> {
  const settings = {
    listen_addresses: LOOPBACK,
    unix_socket_directories: '',
    lc_messages: 'C',
    ...options.settings,
  };
  const command = options.user.command(postgresBinaries().postgres, [
    ...['-D', clusterOf(options.dataFolder), '-p', `${options.port}`],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const child = spawn(command.file, command.args, {
    ...command.options,
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // a Ctrl-C in the terminal is for us: we stop the server when its users are gone
  });
  const said = new Tail();
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new ServerStartError(said.toString())));
    child.stderr.on('data', chunk => {
      said.add(chunk);
      if (said.includes('database system is ready to accept connections')) resolve();
    });
  });

  const pid = child.pid as number;
  const watchdog = watch({
    pid,
    pidFile: pidFileOf(options.dataFolder),
    temporaryFolder: options.temporaryFolder,
  });
  const dismissed = ended.then(() => watchdog.dismiss());
  // A forgotten stop() must not keep a test run alive: the watchdog ends the server after us.
  child.unref();
  (child.stderr as typeof child.stderr & { unref?(): void }).unref?.();

  return {
    pid,
    ended,
    async end(how) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      const exit = once(child, 'exit');
      child.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await exit;
      await dismissed;
    },
  };
}
