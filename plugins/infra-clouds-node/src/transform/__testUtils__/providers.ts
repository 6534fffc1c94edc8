import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRuleFiles } from '../../rules/normalise';

const ROOT = join(__dirname, '..', '..', '..', 'providers');
const SERVICES = {
  aws: [
    'aws/services/storage/s3',
    'aws/services/messaging/sqs',
    'aws/services/database/rds-postgresql',
  ],
  gcp: [
    'gcp/services/storage/cloud-storage',
    'gcp/services/messaging/pubsub',
    'gcp/services/database/cloud-sql-postgresql',
  ],
  azure: [
    'azure/services/storage/blob-storage',
    'azure/services/messaging/service-bus',
    'azure/services/database/postgresql-flexible',
  ],
};

export type Provider = keyof typeof SERVICES;
export const PROVIDERS = Object.keys(SERVICES) as Provider[];

/** The rules that the suite ships for a provider. */
export function shippedRules(provider: Provider) {
  const files = SERVICES[provider].map(service => {
    const path = join(ROOT, service, 'transform', 'rules.yaml');
    return { path, text: readFileSync(path, 'utf8') };
  });
  const read = readRuleFiles(files);
  if (read.diagnostics.length > 0) throw new Error(JSON.stringify(read.diagnostics));
  return read;
}
