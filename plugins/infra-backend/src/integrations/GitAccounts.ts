import {
  integrationUsePermission,
  type ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Actor, PermissionGate } from '../access';
import type { UnitRecord } from '../organisation';
import { HOST_REFUSED } from './AllowedHosts';
import { type IntegrationParts, openSecrets } from './IntegrationService';
import type { UnitCredentials } from './UnitCredentials';

const TYPE = 'git-host';

/** Who the backend is on a git host. */
export interface GitAccount {
  /** The credential goes to addresses below it only. */
  url: string;
  username: string;
  token: string;
  /** Of the integration that it comes from. */
  revision: number;
}

/** Accounts on git hosts, for those who write there. */
export class GitAccounts {
  constructor(
    private readonly parts: Pick<
      IntegrationParts,
      'knex' | 'store' | 'encryptor' | 'audit' | 'hosts' | 'types'
    > & { credentials: UnitCredentials; gate: PermissionGate },
  ) {}

  /**
   * The address of an integration that the actor wants something of a unit to use.
   *
   * @throws InfraError FORBIDDEN where the permission policy lets the actor use none
   */
  async usable(
    actor: Actor,
    unit: UnitRecord,
    id: string,
  ): Promise<{ url: string } | { problem: ValidationProblem }> {
    const { store, credentials, gate } = this.parts;
    await gate.require(actor, integrationUsePermission);
    const record = await store.find(id);
    const isOfUnit =
      record && (record.unitId === undefined || unit.ancestorIds.includes(record.unitId));
    if (!isOfUnit || !(await credentials.ownerFor(actor, record.unitId)) || record.type !== TYPE) {
      const message = `must be the id of an integration of the type ${TYPE} that ${unit.name} may use`;
      return { problem: { pointer: '/integrationId', message } };
    }
    return { url: record.plain.url };
  }

  /** Grows with every change of an integration; undefined where it is gone. */
  async revisionOf(id: string): Promise<number | undefined> {
    return (await this.parts.store.find(id))?.revision;
  }

  /**
   * The account in clear. That it was opened is written into the audit trail first.
   *
   * @throws Error where it is gone, its host is not allowed, or it does not open
   */
  async open(id: string, workspaceId: string): Promise<GitAccount> {
    const { knex, store, encryptor, audit, hosts, types } = this.parts;
    const record = await store.find(id);
    if (!record) throw new Error('The integration of the git host is gone: choose another one');
    await audit.record(knex, {
      event: 'credentials-used',
      actor: { ref: 'plugin:infra' },
      subject: { kind: 'integration', id },
      after: { name: record.name, workspaceId },
    });
    const values = { ...record.plain, ...openSecrets(encryptor, id, record.sealed) };
    const field = hosts.refusedField(types.get(record.type), values);
    if (field) throw new Error(`${field} ${HOST_REFUSED}`);
    const { url, username, token } = values;
    return { url, username, token, revision: record.revision };
  }
}
