import { isRejected, type RejectedRow, type SourceServer } from '../source/checkRow';

/** A server as it is stored. */
export interface KnownServer extends SourceServer {
  id: string;
  status: 'active' | 'offline';
  /** The latest sync saw it. */
  confirmed: boolean;
}

/** A stored server that is written again. */
export interface ServerChange {
  id: string;
  server: SourceServer;
  /** Where it was until now. */
  previousSite: string;
}

/** What a sync would do. */
export interface SyncPlan {
  added: SourceServer[];
  changes: ServerChange[];
  /** How many of the changes are of servers that were offline, or that differ from what is stored. */
  returned: number;
  updated: number;
  unchanged: number;
  /** Active, and the inventory does not report them any more. */
  missing: KnownServer[];
  /** Active, and reported by a row that cannot be used: they stay, but nobody confirmed them. */
  unconfirmed: KnownServer[];
  rejected: RejectedRow[];
}

type Row = SourceServer | RejectedRow;

/** Compares what the inventory reports with what is stored. */
export function planSync(known: readonly KnownServer[], rows: readonly Row[]): SyncPlan {
  const { servers, rejected } = withoutClashes(rows);
  const matches = matchServers(known, servers);
  const plan: SyncPlan = {
    added: [],
    changes: [],
    ...{ returned: 0, updated: 0, unchanged: 0 },
    missing: [],
    unconfirmed: [],
    rejected,
  };
  const seen = new Set<KnownServer>();
  for (const server of servers) {
    const stored = matches.get(server);
    if (!stored) {
      plan.added.push(server);
      continue;
    }
    seen.add(stored);
    const changed = differs(stored, server);
    if (stored.status === 'offline') plan.returned++;
    else if (changed) plan.updated++;
    else plan.unchanged++;
    if (changed || stored.status === 'offline' || !stored.confirmed) {
      const serialNumber = server.serialNumber ?? stored.serialNumber;
      plan.changes.push({
        id: stored.id,
        server: { ...server, serialNumber },
        previousSite: stored.site,
      });
    }
  }

  const isReported = reportedBy(rejected);
  for (const stored of known) {
    if (stored.status === 'offline' || seen.has(stored)) continue;
    (isReported(stored) ? plan.unconfirmed : plan.missing).push(stored);
  }
  return plan;
}

/** Rejects what claims to be a server that an earlier row is. */
function withoutClashes(rows: readonly Row[]): {
  servers: SourceServer[];
  rejected: RejectedRow[];
} {
  const servers: SourceServer[] = [];
  const rejected: RejectedRow[] = [];
  const bySerial = new Map<string, SourceServer>();
  const byName = new Map<string, SourceServer>();
  for (const row of rows) {
    if (isRejected(row)) {
      rejected.push(row);
      continue;
    }
    const { name, serialNumber } = row;
    const [taken, key] = serialNumber === null ? [byName, name] : [bySerial, serialNumber];
    const first = taken.get(key);
    if (first) {
      const reason =
        serialNumber === null
          ? `has the name of another row, and neither has a serial number`
          : `has the serial number ${serialNumber}, which ${first.name} has as well`;
      rejected.push({ name, reason, serverName: name, ...(serialNumber ? { serialNumber } : {}) });
    } else {
      taken.set(key, row);
      servers.push(row);
    }
  }
  return { servers, rejected };
}

/**
 * Finds the stored server that each row is: by serial number; without one, or where the stored server has none yet, by name. A
 * stored server with a serial number is found by name only if no row has that number.
 */
function matchServers(known: readonly KnownServer[], servers: readonly SourceServer[]) {
  const matches = new Map<SourceServer, KnownServer>();
  const bySerial = new Map<string, KnownServer>();
  const unnumbered = new Map<string, KnownServer>();
  for (const stored of known) {
    if (stored.serialNumber === null) unnumbered.set(stored.name, stored);
    else bySerial.set(stored.serialNumber, stored);
  }

  const numberedRows: SourceServer[] = [];
  const namedRows: SourceServer[] = [];
  for (const server of servers) {
    const { serialNumber, name } = server;
    const stored = serialNumber === null ? unnumbered.get(name) : bySerial.get(serialNumber);
    if (stored) {
      matches.set(server, stored);
      if (serialNumber === null) unnumbered.delete(name);
      else bySerial.delete(serialNumber);
    } else if (serialNumber === null) namedRows.push(server);
    else numberedRows.push(server);
  }
  if (numberedRows.length + namedRows.length === 0) return matches;

  for (const server of numberedRows) {
    const stored = unnumbered.get(server.name);
    if (!stored) continue;
    matches.set(server, stored);
    unnumbered.delete(server.name);
  }
  if (namedRows.length > 0) {
    const numberless = preferActive([...bySerial.values()]);
    for (const server of namedRows) {
      const stored = numberless.get(server.name);
      if (stored) matches.set(server, stored);
    }
  }
  return matches;
}

/** By name; of several of one name an active one. */
function preferActive(servers: readonly KnownServer[]): Map<string, KnownServer> {
  const byName = new Map<string, KnownServer>();
  for (const server of servers) {
    const other = byName.get(server.name);
    if (!other || (other.status === 'offline' && server.status === 'active')) {
      byName.set(server.name, server);
    }
  }
  return byName;
}

function differs(stored: KnownServer, server: SourceServer): boolean {
  return (
    stored.name !== server.name ||
    stored.cpu !== server.cpu ||
    stored.ramGb !== server.ramGb ||
    stored.site !== server.site ||
    stored.performanceTier !== server.performanceTier ||
    stored.vendor !== server.vendor ||
    stored.product !== server.product ||
    stored.deploymentCluster !== server.deploymentCluster ||
    (server.serialNumber !== null && stored.serialNumber !== server.serialNumber)
  );
}

/** Tells whether one of the rejected rows speaks of a server. */
function reportedBy(rejected: readonly RejectedRow[]): (stored: KnownServer) => boolean {
  const serials = new Set(rejected.map(({ serialNumber }) => serialNumber));
  const names = new Set(rejected.map(({ serverName }) => serverName));
  return ({ serialNumber, name }) =>
    (serialNumber !== null && serials.has(serialNumber)) || names.has(name);
}
