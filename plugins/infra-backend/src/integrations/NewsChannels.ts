import type { IntegrationValues } from '@bailiwick/backstage-plugin-infra-node';
import { HOST_REFUSED } from './AllowedHosts';
import { type IntegrationParts, openSecrets } from './IntegrationService';

/** Types of integrations that are told what happens. */
export const NEWS_TYPES = ['webhook', 'slack'] as const;

export type NewsType = (typeof NEWS_TYPES)[number];

const isNewsType = (type: string): type is NewsType => NEWS_TYPES.some(known => known === type);

/** Integrations that want to be told what happens to the resources of their unit. */
export class NewsChannels {
  constructor(
    private readonly parts: Pick<
      IntegrationParts,
      'knex' | 'store' | 'encryptor' | 'audit' | 'hosts' | 'types'
    >,
  ) {}

  /**
   * Those of units, of which one is given, and everybody's.
   *
   * @param unitIds - a team and the units above it
   */
  async of(unitIds: readonly string[]): Promise<{ id: string; type: NewsType }[]> {
    const records = await this.parts.store.ofTypes(NEWS_TYPES, unitIds);
    return records.flatMap(({ id, type }) => (isNewsType(type) ? [{ id, type }] : []));
  }

  /**
   * The values in clear; undefined where it was deleted. That they were opened is written into the audit trail first.
   *
   * @throws Error where its host is not allowed, or it does not open
   */
  async open(id: string, deliveryId: string): Promise<IntegrationValues | undefined> {
    const { knex, store, encryptor, audit, hosts, types } = this.parts;
    const record = await store.find(id);
    if (!record) return undefined;
    await audit.record(knex, {
      event: 'credentials-used',
      actor: { ref: 'plugin:infra' },
      subject: { kind: 'integration', id },
      after: { name: record.name, deliveryId },
    });
    const values = { ...record.plain, ...openSecrets(encryptor, id, record.sealed) };
    const field = hosts.refusedField(types.get(record.type), values);
    if (field) throw new Error(`${field} ${HOST_REFUSED}`);
    return values;
  }
}
