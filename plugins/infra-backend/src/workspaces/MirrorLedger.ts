import type { PullRequest } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import type { MirrorStore } from './MirrorStore';
import type { MirrorProgress, MirrorRecord, Pull } from './types';

/** The mirror of a resource as it is while somebody works on it: each step is written down before the next one is taken. */
export class MirrorLedger {
  #mirror: MirrorRecord;

  constructor(
    private readonly parts: { knex: Knex; store: MirrorStore; audit: AuditTrail },
    mirror: MirrorRecord,
  ) {
    this.#mirror = mirror;
  }

  get mirror(): MirrorRecord {
    return this.#mirror;
  }

  /** The git host has a pull request. */
  async opened(pull: Pull, { number, url }: PullRequest): Promise<void> {
    await this.note(
      { pull: { ...pull, number, url }, lastPull: { number, url, state: 'open' }, state: 'open' },
      'mirror-opened',
      { pullRequest: url, kind: pull.kind },
    );
  }

  /** It was merged, by us or by somebody on the git host. */
  async merged(
    pull: Pull,
    shown: { number: number; url: string },
    commit: string | undefined,
  ): Promise<void> {
    const isOurs = pull.goal === 'merge' && pull.landing !== undefined;
    await this.note(
      {
        ...{ pull: null, lastPull: { ...shown, state: 'merged' } },
        ...{ mergedCommit: commit ?? null, mergedAt: new Date() },
        files: pull.landing?.files ?? this.#mirror.files,
        state: pull.kind === 'destroy' ? 'removed' : 'merged',
        // What was merged without an approval is compared with what was approved, once that is decided.
        landed: isOurs ? pull.landing!.key : null,
        outside: isOurs ? null : 'merged',
        declined: null,
      },
      'mirror-merged',
      {
        ...{ pullRequest: shown.url, kind: pull.kind, ...(commit ? { commit } : {}) },
        ...(isOurs ? {} : { outside: true }),
      },
    );
  }

  /** It was closed, by us or by somebody on the git host. */
  async closed(pull: Pull, shown: { number: number; url: string } | undefined): Promise<void> {
    const isOurs = pull.goal === 'close';
    await this.note(
      {
        pull: null,
        ...(shown ? { lastPull: { ...shown, state: 'closed' } } : {}),
        state: this.#mirror.files.length > 0 ? 'merged' : 'closed',
        outside: isOurs ? null : 'closed',
        declined: isOurs ? null : (pull.digest ?? null),
      },
      shown && 'mirror-closed',
      { ...(shown ? { pullRequest: shown.url } : {}), ...(isOurs ? {} : { outside: true }) },
    );
  }

  /** Writes down a step, with an entry in the audit trail where people want to know of it. */
  async note(
    progress: MirrorProgress,
    event?: 'mirror-opened' | 'mirror-merged' | 'mirror-closed',
    after: Record<string, string | boolean> = {},
  ): Promise<void> {
    const { knex, store, audit } = this.parts;
    const { resourceId } = this.#mirror;
    if (event) {
      await knex.transaction(async trx => {
        await store.progress(resourceId, progress, trx);
        await audit.record(trx, {
          event,
          actor: { ref: 'plugin:infra' },
          subject: { kind: 'resource', id: resourceId },
          after: { workspace: this.#mirror.workspace.name, ...after },
        });
      });
    } else {
      await store.progress(resourceId, progress);
    }
    const known = Object.entries(progress).map(([key, value]) => [key, value ?? undefined]);
    this.#mirror = { ...this.#mirror, ...Object.fromEntries(known) };
  }
}
