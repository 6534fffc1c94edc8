/** A server as the inventory reports it. */
export interface InventoryRow {
  name: string;
  vendor: string;
  site: string;
  deployment_cluster: string;
  /** Cores. */
  cpu: number;
  ram_gb: number;
  serial_number: string;
  product: string;
}

const SITES = ['ams1', 'fra2', 'lhr3'];

/** Sizes on both sides of the 64 cores from which a server counts as high performance. */
const MODELS = [
  { vendor: 'Dell', product: 'PowerEdge R660', cpu: 32, ram_gb: 256 },
  { vendor: 'HPE', product: 'ProLiant DL380 Gen11', cpu: 48, ram_gb: 384 },
  { vendor: 'Lenovo', product: 'ThinkSystem SR650 V3', cpu: 56, ram_gb: 512 },
  { vendor: 'Dell', product: 'PowerEdge R760', cpu: 64, ram_gb: 512 },
  { vendor: 'Supermicro', product: 'SYS-621C', cpu: 72, ram_gb: 768 },
  { vendor: 'HPE', product: 'ProLiant DL385 Gen11', cpu: 96, ram_gb: 1024 },
  { vendor: 'Lenovo', product: 'ThinkSystem SR665 V3', cpu: 128, ram_gb: 1536 },
];

const SERVERS_PER_CLUSTER = 20;

const padded = (number: number, digits: number) => `${number}`.padStart(digits, '0');

/**
 * The first `count` servers of an endless inventory, the same at every call: names and serial
 * numbers are unique, the sites take turns, and every site has every model.
 */
export function inventoryRows(count = 300): InventoryRow[] {
  return Array.from({ length: count }, (_, index) => {
    const site = SITES[index % SITES.length];
    const place = Math.floor(index / SITES.length);
    const cluster = Math.floor(place / SERVERS_PER_CLUSTER) + 1;
    const { vendor, product, cpu, ram_gb } = MODELS[place % MODELS.length];
    return {
      name: `${site}-c${padded(cluster, 2)}-n${padded(place + 1, 4)}`,
      vendor,
      site,
      deployment_cluster: `${site}-c${padded(cluster, 2)}`,
      cpu,
      ram_gb,
      serial_number: `${vendor.slice(0, 2).toUpperCase()}${padded(index + 1, 8)}`,
      product,
    };
  });
}
