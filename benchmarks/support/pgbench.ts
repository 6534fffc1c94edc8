import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchPostgres } from './postgres';

const run = promisify(execFile);

/** Where Debian puts it. */
const DEBIAN = '/usr/lib/postgresql';

/** The newest pgbench of this machine; undefined where there is none. */
export function findPgbench(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  return versions
    .toSorted((a, b) => b - a)
    .map(version => join(DEBIAN, `${version}`, 'bin', 'pgbench'))
    .find(path => existsSync(path));
}

/** Runs a script with prepared statements; answers transactions per second. */
export async function pgbench(
  binary: string,
  { host, port, user, password, database }: BenchPostgres['connection'],
  script: string,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-pgbench-'));
  try {
    const file = join(folder, 'script.sql');
    await writeFile(file, script);
    const { stdout, stderr } = await run(
      binary,
      [
        ...['-n', '-M', 'prepared', '-c', `${clients}`, '-j', '2', '-T', `${seconds}`],
        ...['-h', host, '-p', `${port}`, '-U', user, '-f', file, database],
      ],
      { env: { ...process.env, PGPASSWORD: password } },
    );
    const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
    if (!tps || /error/i.test(stderr)) throw new Error(`pgbench failed:\n${stdout}${stderr}`);
    return Number(tps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
