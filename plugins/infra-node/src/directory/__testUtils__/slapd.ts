import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Attribute, Change, Client } from 'ldapts';

export const SUFFIX = 'dc=example,dc=org';
/** A password policy, for the users whose `pwdPolicySubentry` it is. */
export const LOCKS_AFTER_THREE = `cn=locks-after-three,${SUFFIX}`;
const ROOT = { dn: `cn=admin,${SUFFIX}`, password: 'root-of-the-test-directory' };

/** Where Debian and what descends from it have OpenLDAP's server. */
const INSTALLED = {
  binary: '/usr/sbin/slapd',
  modules: '/usr/lib/ldap',
  schemas: '/etc/ldap/schema',
};
export const slapdIsInstalled = Object.values(INSTALLED).every(path => existsSync(path));

export interface Slapd {
  readonly url: string;
  add(dn: string, attributes: Record<string, string | string[]>): Promise<void>;
  remove(dn: string): Promise<void>;
  /** Replaces the values of an attribute; no values remove it. */
  set(dn: string, attribute: string, values: string[]): Promise<void>;
  /** Kills the server and starts it on the same data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface SlapdOptions {
  /** Enables StartTLS; both in PEM. */
  tls?: { key: string; certificate: string };
}

/** Starts a server of its own folder and port, with the memberOf and password policy overlays. */
export async function startSlapd({ tls }: SlapdOptions = {}): Promise<Slapd> {
  if (!slapdIsInstalled) throw new Error('slapd is not installed: apt-get install slapd');
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-slapd-'));
  await mkdir(join(folder, 'data'));
  if (tls) {
    await writeFile(join(folder, 'key.pem'), tls.key, { mode: 0o600 });
    await writeFile(join(folder, 'certificate.pem'), tls.certificate);
  }
  await writeFile(join(folder, 'slapd.conf'), configuration(folder, tls !== undefined));
  const url = `ldap://127.0.0.1:${await freePort()}`;
  let server = await launch(folder, url);

  const asRoot = async <T>(work: (client: Client) => Promise<T>) => {
    const client = new Client({ url });
    try {
      await client.bind(ROOT.dn, ROOT.password);
      return await work(client);
    } finally {
      await client.unbind();
    }
  };

  await asRoot(async client => {
    await client.add(SUFFIX, { objectClass: ['domain'], dc: 'example' });
    await client.add(LOCKS_AFTER_THREE, {
      objectClass: ['organizationalRole', 'pwdPolicy'],
      cn: 'locks-after-three',
      pwdAttribute: 'userPassword',
      pwdLockout: 'TRUE',
      pwdMaxFailure: '3',
    });
  });
  return {
    url,
    add: (dn, attributes) => asRoot(client => client.add(dn, attributes)),
    remove: dn => asRoot(client => client.del(dn)),
    set: (dn, type, values) =>
      asRoot(client =>
        client.modify(
          dn,
          new Change({ operation: 'replace', modification: new Attribute({ type, values }) }),
        ),
      ),
    async restart() {
      await end(server, 'SIGKILL');
      server = await launch(folder, url);
    },
    async stop() {
      await end(server, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, tls: boolean): string {
  const schemas = ['core', 'cosine', 'inetorgperson'];
  return [
    `modulepath ${INSTALLED.modules}`,
    ...['back_mdb', 'memberof', 'ppolicy'].map(module => `moduleload ${module}`),
    ...schemas.map(schema => `include ${INSTALLED.schemas}/${schema}.schema`),
    `pidfile ${folder}/slapd.pid`,
    ...(tls
      ? [`TLSCertificateFile ${folder}/certificate.pem`, `TLSCertificateKeyFile ${folder}/key.pem`]
      : []),
    'database mdb',
    `directory ${folder}/data`,
    `suffix "${SUFFIX}"`,
    `rootdn "${ROOT.dn}"`,
    `rootpw ${ROOT.password}`,
    'dbnosync',
    'sizelimit size.soft=100 size.prtotal=unlimited',
    'access to attrs=userPassword by anonymous auth by * none',
    'access to * by users read by * none',
    'overlay memberof',
    'overlay ppolicy',
    '',
  ].join('\n');
}

async function launch(folder: string, url: string): Promise<ChildProcess> {
  const server = spawn(
    INSTALLED.binary,
    ['-d', '0', '-f', join(folder, 'slapd.conf'), '-h', `${url}/`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  server.stderr?.on('data', chunk => {
    said += chunk;
  });
  for (;;) {
    if (server.exitCode !== null) throw new Error(`slapd did not start: ${said}`);
    const client = new Client({ url });
    try {
      await client.bind(ROOT.dn, ROOT.password);
      return server;
    } catch {
      await sleep(20); // not yet
    } finally {
      await client.unbind();
    }
  }
}

async function end(server: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill(signal);
  await exit;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise(resolve => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}
