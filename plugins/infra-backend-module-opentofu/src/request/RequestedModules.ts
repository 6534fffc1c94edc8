import type { ValidationProblem, Variables } from '@bailiwick/backstage-plugin-infra-common';
import {
  type InspectedModule,
  type ModuleOfRequest,
  type ModulesOfRequests,
  type ModuleWish,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GitOptions, isAmong, isInHistory, resolveRef, withCredentials } from '../module';
import type { OpenTofuSettings, TypeSettings } from '../settings';
import { baseEnvironment } from '../tool';
import { Memory } from './Memory';
import { examine } from './examine';
import { readVariables, type RequestVariables } from './requestVariables';

export interface Examined {
  folders: string[];
  found: InspectedModule | ValidationProblem;
}

const MOST_REMEMBERED = 100;

const refuse = (variable: keyof RequestVariables, message: string) =>
  validationError([{ pointer: `/variables/${variable}`, message }]);

/** Reads and pins the modules that requests name. What is at a commit stays what it is, so it is read once. */
export class RequestedModules implements ModulesOfRequests<TypeSettings> {
  private readonly examined = new Memory<Examined>(MOST_REMEMBERED);
  private readonly inHistory = new Memory<true>(MOST_REMEMBERED);

  constructor(private readonly settings: OpenTofuSettings) {}

  appliesTo({ source }: TypeSettings): boolean {
    return source.kind === 'request';
  }

  async read(
    { variables, previous }: ModuleWish<TypeSettings>,
    signal: AbortSignal,
  ): Promise<ModuleOfRequest> {
    const wish = readVariables(variables);
    const { repositories } = this.settings.rootModules;
    if (repositories && !isAmong(wish.repository, repositories)) {
      throw refuse('repository', `must be one of, or below, ${repositories.join(', ')}`);
    }
    return this.withFolder(signal, async (root, options) => {
      const commit = await this.pin(wish, previous, join(root, 'history'), options);
      const { repository: url, ref, folder } = wish;
      const key = JSON.stringify([url, commit, folder]);
      const { folders, found } = await this.examined.get(key, () =>
        examine({ kind: 'git', url, ref, folder, commit }, join(root, 'module'), {
          ...options,
          settings: this.settings,
        }),
      );
      return { variables: { ...variables, commit }, folders, found };
    });
  }

  /** The commit that is asked for; where none is, or only that of another branch before, the newest. */
  private async pin(
    { repository: url, ref, commit }: RequestVariables,
    previous: Variables | undefined,
    folder: string,
    options: GitOptions,
  ): Promise<string> {
    const isFromHere =
      previous && previous.repository === url && (previous.ref || undefined) === ref;
    const isStale = previous && !isFromHere && commit === previous.commit;
    // It was looked at when it was asked for; the branch may have gone since.
    if (commit && isFromHere && commit === previous.commit) return commit;
    const key = JSON.stringify([url, ref, commit]);
    if (commit && !isStale && this.inHistory.has(key)) return commit;
    await mkdir(folder, { mode: 0o700 });
    const tip = await resolveRef(folder, { url, ref }, options);
    if (!tip) {
      throw ref
        ? refuse('ref', 'is neither a branch nor a tag of the repository')
        : refuse('repository', 'has no commit yet');
    }
    if (!commit || isStale) return tip;
    // Hosts answer for commits of forks as well, which nobody of the repository has ever seen.
    if (tip !== commit && !(await isInHistory(folder, { url, ref, commit }, options))) {
      throw refuse('commit', `is not in the history of ${ref ?? 'the default branch'}`);
    }
    await this.inHistory.get(key, async () => true);
    return commit;
  }

  private async withFolder<T>(
    signal: AbortSignal,
    work: (root: string, options: GitOptions) => Promise<T>,
  ): Promise<T> {
    const root = await mkdtemp(join(tmpdir(), 'infra-request-'));
    try {
      const home = join(root, 'home');
      await mkdir(home);
      const { gitCredentials, gitTimeoutMs: timeoutMs } = this.settings;
      const environment = withCredentials(baseEnvironment(home), gitCredentials);
      return await work(root, { signal, timeoutMs, environment });
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }
}
