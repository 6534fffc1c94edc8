import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What only the worker can reach: the machine itself, its neighbours, and where clouds hand out credentials to machines. */
const INSIDE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  INSIDE.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  INSIDE.addSubnet(net, prefix, 'ipv6');
}

const isInside = (address: string) => INSIDE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

const refusal = (host: string) =>
  new Error(
    `${host} is inside of the network of the workers: infra.deployments.internalHosts must list it`,
  );

/** Which hosts a worker speaks to for the outputs of a resource. */
export class Hosts {
  constructor(private readonly internal: readonly string[]) {}

  /** Whether a host, with its port, may be inside, and may be spoken to without TLS. */
  isInternal(host: string): boolean {
    const name = host.toLowerCase();
    return this.internal.some(known => known === name || known === name.replace(/:\d+$/, ''));
  }

  /** @throws Error for an address that needs TLS and has none, or that is inside */
  require(url: URL): void {
    if (this.isInternal(url.host)) return;
    if (url.protocol !== 'https:') throw new Error(`${url.origin} is not asked without TLS`);
    const address = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(address) && isInside(address)) throw refusal(url.hostname);
  }

  /** Looks names up for a connection, and refuses those that lead inside; so what is checked is what is connected to. */
  lookupFor({ host }: URL): LookupFunction | undefined {
    if (this.isInternal(host)) return undefined;
    return (hostname, options, done) => {
      lookUp(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return done(error, '', 0);
        if (addresses.some(({ address }) => isInside(address))) {
          return done(refusal(hostname), '', 0);
        }
        const [first] = addresses;
        return options.all ? done(null, addresses) : done(null, first.address, first.family);
      });
    };
  }
}
