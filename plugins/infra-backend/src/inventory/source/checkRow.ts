import { type PerformanceTier, siteSchema } from '@bailiwick/backstage-plugin-infra-common';

/** A server as the inventory reports it. */
export interface SourceServer {
  name: string;
  serialNumber: string | null;
  vendor: string | null;
  product: string | null;
  site: string;
  deploymentCluster: string | null;
  cpu: number;
  ramGb: number;
  performanceTier: PerformanceTier;
}

/** A row that cannot be used, with as much of an identity as it has: its server is there, after all. */
export interface RejectedRow {
  name: string;
  reason: string;
  serialNumber?: string;
  serverName?: string;
}

/** More cores or GiB than any one machine has. */
const MAX_SIZE = 10_000_000;
const MAX_TEXT = 255;
/** Control characters, and halves of surrogate pairs, which PostgreSQL cannot store. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

class Unusable extends Error {}

const isText = (value: unknown): value is string => typeof value === 'string';

function checkText(value: string, field: string): string {
  const text = value.trim();
  if (text.length > MAX_TEXT) throw new Unusable(`${field} must be at most ${MAX_TEXT} characters`);
  if (UNPRINTABLE.test(text)) {
    throw new Unusable(`${field} must be well-formed text without control characters`);
  }
  return text;
}

function requiredText(row: Record<string, unknown>, field: string): string {
  const value = row[field];
  if (value === undefined || value === null || value === '') {
    throw new Unusable(`${field} is missing`);
  }
  if (!isText(value)) throw new Unusable(`${field} must be text`);
  const text = checkText(value, field);
  if (text === '') throw new Unusable(`${field} is missing`);
  return text;
}

function optionalText(row: Record<string, unknown>, field: string): string | null {
  const value = row[field];
  if (value === undefined || value === null) return null;
  if (!isText(value)) throw new Unusable(`${field} must be text`);
  return checkText(value, field) || null;
}

function size(row: Record<string, unknown>, field: string): number {
  const value = row[field];
  if (value === undefined || value === null) throw new Unusable(`${field} is missing`);
  if (typeof value !== 'number') throw new Unusable(`${field} must be a number`);
  if (value < 0) throw new Unusable(`${field} must not be negative`);
  if (!Number.isInteger(value)) throw new Unusable(`${field} must be a whole number`);
  if (value > MAX_SIZE) throw new Unusable(`${field} must be at most ${MAX_SIZE}`);
  return value;
}

function checkSite(row: Record<string, unknown>, known: Set<string>): string {
  const site = requiredText(row, 'site');
  if (known.has(site)) return site;
  const result = siteSchema.safeParse(site);
  if (!result.success) throw new Unusable(`site ${result.error.issues[0].message}`);
  known.add(site);
  return site;
}

/** Checks the rows of one answer, each on its own. */
export class RowChecker {
  readonly #sites = new Set<string>();

  /** @param threshold - servers with at least this many cores are high performance */
  constructor(private readonly threshold: number) {}

  /** @param position - of the row, from 0; it stands in for a name where the row has none */
  check(row: unknown, position: number): SourceServer | RejectedRow {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      return { name: `row ${position + 1}`, reason: 'must be an object' };
    }
    const fields = row as Record<string, unknown>;
    try {
      return this.#server(fields);
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      return { ...identityOf(fields, position), reason: error.message };
    }
  }

  #server(row: Record<string, unknown>): SourceServer {
    const name = requiredText(row, 'name');
    const cpu = size(row, 'cpu');
    return {
      name,
      serialNumber: optionalText(row, 'serial_number'),
      vendor: optionalText(row, 'vendor'),
      product: optionalText(row, 'product'),
      site: checkSite(row, this.#sites),
      deploymentCluster: optionalText(row, 'deployment_cluster'),
      cpu,
      ramGb: size(row, 'ram_gb'),
      performanceTier: cpu >= this.threshold ? 'high_performance' : 'regular',
    };
  }
}

/** For the list of rejected rows, which is stored. */
const printable = (text: string) =>
  text.slice(0, MAX_TEXT).replace(new RegExp(UNPRINTABLE, 'gu'), '\ufffd');

function identityOf(row: Record<string, unknown>, position: number): Omit<RejectedRow, 'reason'> {
  const usable = (value: unknown) =>
    isText(value) && value.trim() !== '' ? value.trim() : undefined;
  const serverName = usable(row.name);
  const serialNumber = usable(row.serial_number);
  return {
    name: serverName ? printable(serverName) : `row ${position + 1}`,
    ...(serverName === undefined ? {} : { serverName }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
  };
}

export const isRejected = (row: SourceServer | RejectedRow): row is RejectedRow => 'reason' in row;
