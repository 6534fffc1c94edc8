import { createServer, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { DEMO_PASSWORD } from '../demo/organisation';
import { demoDirectory } from '../demo/people';
import { Faults } from '../faults/Faults';
import { listen, LOOPBACK } from '../net/listen';
import { loopbackCertificate } from './certificate';
import { DirectoryContent, DirectoryGroup, DirectoryUser, EditableContent } from './content';
import { BASE_DN, GROUPS_DN, PEOPLE_DN, READER_DN } from './dn';
import { LdapFaults, ldapFaults } from './faults';
import { ldapProtocol } from './ldapServer';
import { buildTree, Tree } from './tree';

export interface DirectoryOptions extends Partial<DirectoryContent> {
  /** 0, the default, takes a free one. */
  port?: number;
  /** Also listen with TLS, with a self-signed certificate, on `port` (default: a free one). */
  tls?: boolean | { port: number };
}

export interface Directory {
  /** `ldap://127.0.0.1:<port>` */
  readonly url: string;
  /** `ldaps://127.0.0.1:<port>`, where TLS was asked for. */
  readonly secureUrl?: string;
  /** What a client of `secureUrl` must trust, in PEM. */
  readonly certificate?: string;
  readonly baseDn: string;
  readonly peopleDn: string;
  readonly groupsDn: string;
  /** The service account that may read everything. */
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly faults: Faults<LdapFaults>;
  /** Adds the user, or replaces the one of that name. */
  putUser(user: DirectoryUser): void;
  /** Removes the user, and from all groups. */
  removeUser(uid: string): void;
  /** Adds the group, or replaces the one of that name. */
  putGroup(group: DirectoryGroup): void;
  removeGroup(name: string): void;
  stop(): Promise<void>;
}

/** Starts an LDAP directory, by default with the people and groups of the demo organisation. */
export async function startDirectory(options: DirectoryOptions = {}): Promise<Directory> {
  const content = new EditableContent(
    options.users || options.groups
      ? { users: options.users ?? [], groups: options.groups ?? [] }
      : demoDirectory(),
  );
  const faults = ldapFaults();
  const open = new Set<Socket>();
  let tree: Tree | undefined;
  const forget = () => {
    tree = undefined;
  };
  const speak = ldapProtocol(() => {
    tree ??= buildTree(content, { password: DEMO_PASSWORD }, faults.current.hide);
    return tree;
  });
  const accept = (socket: Socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    if (faults.current.down) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    speak(socket);
  };
  const cut = () => open.forEach(socket => socket.destroy());
  faults.onChange(forget);
  faults.onChange(() => faults.current.down && cut());

  const servers: Server[] = [];
  const serve = async (server: Server, port: number) => {
    servers.push(server);
    return `${LOOPBACK}:${await listen(server, port)}`;
  };
  const url = `ldap://${await serve(createServer(accept), options.port ?? 0)}`;
  let secure: { secureUrl: string; certificate: string } | undefined;
  if (options.tls) {
    const { key, certificate } = await loopbackCertificate();
    const server = createTlsServer({ key, cert: certificate }, accept);
    const port = typeof options.tls === 'object' ? options.tls.port : 0;
    secure = { secureUrl: `ldaps://${await serve(server, port)}`, certificate };
  }

  return {
    url,
    ...secure,
    baseDn: BASE_DN,
    peopleDn: PEOPLE_DN,
    groupsDn: GROUPS_DN,
    bindDn: READER_DN,
    bindPassword: DEMO_PASSWORD,
    faults,
    putUser(user) {
      content.putUser(user);
      forget();
    },
    removeUser(uid) {
      content.removeUser(uid);
      forget();
    },
    putGroup(group) {
      content.putGroup(group);
      forget();
    },
    removeGroup(name) {
      content.removeGroup(name);
      forget();
    },
    async stop() {
      cut();
      await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
    },
  };
}
