import { conflict, forbidden, InfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { StateBackend } from '@bailiwick/backstage-plugin-infra-node';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Knex } from 'knex';
import { inTransaction } from '../lib/database';
import { type Encryptor, fingerprint } from '../lib/encryption';
import type { RunRecord } from '../runs';
import { sealContext } from './StateService';
import type { LockInfo, LockRecord, StateRun, StateStore } from './StateStore';

const TOKEN_BYTES = 32;

export interface StateKeeperServices {
  knex: Knex;
  store: StateStore;
  encryptor: Encryptor;
  /** So many versions of a state are kept. */
  keepVersions: number;
  /** Address below which each resource has its state. */
  address(): Promise<string>;
}

/** The state is locked by somebody else. */
export class StateLocked extends Error {
  constructor(readonly lock: LockRecord) {
    super('The state is locked');
  }
}

/** What a tool that must not be let in is told; which of the reasons it is helps nobody else. */
const refused = () =>
  forbidden(
    'The user name and password are not those of a run that goes on with this resource: they end with the run',
  );

const unreadable = (message: string) => new InfraError('VALIDATION_ERROR', message);

/** Keeps states for tools, which come with the credential of their run. */
export class StateKeeper {
  constructor(private readonly services: StateKeeperServices) {}

  /**
   * A credential that is good for the state of the run's resource, for as long as the worker holds the run.
   *
   * @throws Error where states cannot be sealed for want of a key
   */
  async issue(run: RunRecord): Promise<StateBackend> {
    const { knex, store, encryptor } = this.services;
    if (encryptor.currentKeyId === undefined) {
      throw new Error('Set infra.encryption.keys: states are stored encrypted only');
    }
    const password = randomBytes(TOKEN_BYTES).toString('base64url');
    await inTransaction(knex, trx => store.putCredential(trx, run, fingerprint(password)));
    const address = await this.services.address();
    return { url: `${address}/${run.resourceId}`, username: run.id, password };
  }

  /** @throws InfraError FORBIDDEN */
  async admit(
    credential: { username: string; password: string },
    resourceId: string,
  ): Promise<StateRun> {
    const isId = /^[0-9a-f-]{36}$/.test(credential.username);
    const run = isId ? await this.services.store.runOf(credential.username) : undefined;
    if (run?.resourceId !== resourceId) throw refused();
    const given = Buffer.from(fingerprint(credential.password));
    if (!timingSafeEqual(given, Buffer.from(run.tokenHash))) throw refused();
    return run;
  }

  /** The newest version; undefined where there is none. */
  async read({ resourceId }: StateRun): Promise<Buffer | undefined> {
    const { store, encryptor } = this.services;
    const found = await store.sealed(resourceId);
    return found && encryptor.open(found.sealed, sealContext(resourceId, found.version));
  }

  /**
   * Adds a version.
   *
   * @param digest - MD5 in base64 of what the tool sent, where it says so
   * @throws StateLocked where somebody else has the lock; InfraError CONFLICT where the lock is gone, VALIDATION_ERROR, FORBIDDEN
   */
  async write(
    run: StateRun,
    content: Buffer,
    { lockId, digest }: { lockId?: string; digest?: string },
  ): Promise<void> {
    if (run.kind === 'plan') throw forbidden('A run that plans does not change the state');
    if (digest !== undefined && createHash('md5').update(content).digest('base64') !== digest) {
      throw unreadable('The state was damaged on its way: it does not agree with Content-MD5');
    }
    const head = headOf(content);
    const { store, encryptor, keepVersions } = this.services;
    const { id: runId, resourceId } = run;
    await this.hold(run, async trx => {
      await this.requireLock(trx, resourceId, lockId);
      const version = (await store.newestVersion(trx, resourceId)) + 1;
      const sealed = encryptor.seal(content, sealContext(resourceId, version));
      const size = content.length;
      await store.add(trx, resourceId, { ...head, version, sealed, size, runId });
      await store.removeUpTo(trx, resourceId, version - keepVersions);
    });
  }

  /** Removes every version; only the run that destroys the resource may. */
  async remove(run: StateRun, lockId: string | undefined): Promise<void> {
    if (run.kind !== 'destroy') throw forbidden('Only a run that destroys removes the state');
    const { store } = this.services;
    await this.hold(run, async trx => {
      await this.requireLock(trx, run.resourceId, lockId);
      await store.removeUpTo(trx, run.resourceId, await store.newestVersion(trx, run.resourceId));
    });
  }

  /** @throws StateLocked where somebody else has the lock */
  async lock(run: StateRun, info: LockInfo): Promise<void> {
    await this.hold(run, async trx => {
      const held = await this.services.store.lock(trx, run.resourceId, { info, runId: run.id });
      if (held.id !== info.ID) throw new StateLocked(held);
    });
  }

  /** @throws StateLocked where the lock is another one */
  async unlock(run: StateRun, lockId: string): Promise<void> {
    const { store } = this.services;
    await this.hold(run, async trx => {
      const [held] = await store.locks([run.resourceId], trx);
      if (held && held.id !== lockId) throw new StateLocked(held);
      await store.unlock(trx, run.resourceId);
    });
  }

  private async hold(run: StateRun, work: (trx: Knex.Transaction) => Promise<void>): Promise<void> {
    const { knex, store } = this.services;
    await inTransaction(knex, async trx => {
      if (!(await store.holdRun(trx, run))) throw refused();
      await work(trx);
    });
  }

  private async requireLock(trx: Knex.Transaction, resourceId: string, lockId?: string) {
    const [held] = await this.services.store.locks([resourceId], trx);
    if (held && held.id !== lockId) throw new StateLocked(held);
    if (!held && lockId !== undefined) {
      throw conflict('Somebody took the lock away: read the state again before you change it');
    }
  }
}

/** The tool's own number and name of the state, where it has them. */
function headOf(content: Buffer): { serial?: number; lineage?: string } {
  let state: unknown;
  try {
    state = JSON.parse(content.toString('utf8'));
  } catch (error) {
    throw unreadable(`The state is not valid JSON: ${error}`);
  }
  if (typeof state !== 'object' || state === null || Array.isArray(state)) {
    throw unreadable('The state must be a JSON object');
  }
  const { serial, lineage } = state as Record<string, unknown>;
  return {
    ...(Number.isSafeInteger(serial) ? { serial: serial as number } : {}),
    ...(typeof lineage === 'string' ? { lineage } : {}),
  };
}
