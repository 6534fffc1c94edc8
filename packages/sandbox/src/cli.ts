import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seedDemo } from './demo/seed';
import { startSandbox } from './startSandbox';

const USAGE = `Usage: cli.ts [start] [options]   run the sandbox until SIGINT or SIGTERM
       cli.ts seed [options]      fill a running portal with the demo organisation

start:
  --port <n>           HTTP       (BAILIWICK_SANDBOX_PORT, 7100)
  --ldap-port <n>      directory  (BAILIWICK_LDAP_PORT, 7389)
  --postgres-port <n>  database   (BAILIWICK_POSTGRES_PORT, 7432)
  --data <folder>      what is kept (<root>/.data)
seed:
  --backend <url>      the portal's API (BAILIWICK_BACKEND, http://127.0.0.1:7007)`;

const options = {
  port: { type: 'string' },
  'ldap-port': { type: 'string' },
  'postgres-port': { type: 'string' },
  data: { type: 'string' },
  backend: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** The first of the given ports that is there, which must be a port. */
function portFrom(name: string, ...given: (string | undefined)[]): number {
  const text = given.find(each => each !== undefined && each !== '') ?? '';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(`${name} must be a port number from 0 to 65535, not "${text}"`);
  }
  return port;
}

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function start(values: Partial<Record<keyof typeof options, string | boolean>>) {
  const text = (name: keyof typeof options) => values[name] as string | undefined;
  const { env } = process;
  const root = resolve(dirname(require.resolve('@bailiwick/sandbox/package.json')), '../..');
  const starting = startSandbox({
    ports: {
      http: portFrom('--port', text('port'), env.BAILIWICK_SANDBOX_PORT, '7100'),
      ldap: portFrom('--ldap-port', text('ldap-port'), env.BAILIWICK_LDAP_PORT, '7389'),
      postgres: portFrom(
        ...([
          '--postgres-port',
          text('postgres-port'),
          env.BAILIWICK_POSTGRES_PORT,
          '7432',
        ] as const),
      ),
    },
    dataFolder: resolve(text('data') ?? resolve(root, '.data')),
  });
  // A signal that comes while the parts start waits until they can be stopped.
  const stop = async () => {
    await (await starting).stop();
    process.exit(0);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const sandbox = await starting;
  say({ ready: true, url: sandbox.url, ...sandbox.addresses() });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command = 'start', ...rest] = positionals;
  if (values.help || rest.length > 0 || !['start', 'seed'].includes(command)) {
    process.stdout.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 2;
  } else if (command === 'start') {
    await start(values);
  } else {
    const backendUrl = values.backend ?? process.env.BAILIWICK_BACKEND ?? 'http://127.0.0.1:7007';
    say({ seeded: true, ...(await seedDemo({ backendUrl })) });
  }
}

main().catch(error => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});
