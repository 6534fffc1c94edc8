import type { DeploymentSource } from '@bailiwick/backstage-plugin-infra-common';
import {
  type CodeWish,
  isInfraError,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import { lstat, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkOut,
  folderWithin,
  type GitOptions,
  isAmong,
  isInHistory,
  isWithin,
  requireEnclosed,
  resolveRef,
} from '../module';
import { baseEnvironment } from '../tool';

/** What a builder is given. */
export interface CheckedOut {
  /** What the image is built from. */
  context: string;
  dockerfile: string;
}

type Variables = Readonly<Record<string, string>>;

const refuse = (field: keyof DeploymentSource, message: string) =>
  validationError([{ pointer: `/source/${field}`, message }]);

/** What git says where the host wants somebody else, or anybody at all, to ask. */
const SIGN_IN = /could not read Username|Authentication failed|returned error: 40[13]/i;

const notReadable = () =>
  refuse(
    'repository',
    'is not there, or not to be read by the service: give it an integration of type git-host that may',
  );

/** Of what integrations give, what is for git: nothing of a cloud is needed to fetch code. */
const forGit = (environment: Variables): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => /^GIT_CONFIG_(COUNT|KEY|VALUE)/.test(name)),
  );

/** Fetches code that images are built from, with the credentials of the resource and no others. */
export class CodeSource {
  constructor(
    private readonly repositories: readonly string[],
    private readonly timeoutMs: number,
  ) {}

  /** @throws InfraError VALIDATION_ERROR with pointers below `/source`, UPSTREAM_FAILED */
  async pin({ repository: url, ref, commit, environment }: CodeWish, signal: AbortSignal) {
    this.requireAllowed(url);
    const root = await mkdtemp(join(tmpdir(), 'infra-code-'));
    try {
      const options = this.options(root, environment, signal);
      const tip = await resolveRef(root, { url, ref }, options).catch(error => {
        throw isInfraError(error) && SIGN_IN.test(error.message) ? notReadable() : error;
      });
      if (!tip) {
        throw ref
          ? refuse('ref', 'is neither a branch nor a tag of the repository')
          : refuse('repository', 'has no commit yet');
      }
      if (commit === undefined || commit === tip) return tip;
      const history = join(root, 'history');
      await mkdir(history);
      // Hosts answer for commits of forks as well, which nobody of the repository has ever seen.
      if (await isInHistory(history, { url, ref, commit }, options)) return commit;
      throw refuse('commit', `is not in the history of ${ref ?? 'the default branch'}`);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  /**
   * The files of a commit in a new folder, without git's own.
   *
   * @throws InfraError VALIDATION_ERROR, UPSTREAM_FAILED; Error for a folder or Dockerfile that is not there or leads out
   */
  async checkOut(
    target: string,
    source: DeploymentSource & { commit: string },
    environment: Variables,
    signal: AbortSignal,
  ): Promise<CheckedOut> {
    const { repository: url, commit, folder = '.', dockerfile } = source;
    this.requireAllowed(url);
    const home = `${target}-home`;
    await mkdir(target, { mode: 0o700 });
    await mkdir(home, { mode: 0o700 });
    await checkOut(target, { url, commit }, this.options(home, environment, signal));
    // An image that has it differs from one build to the next.
    await rm(join(target, '.git'), { recursive: true, force: true });
    const context = await folderWithin(target, folder, 'the repository');
    await requireEnclosed(context, 'What the image is built from');
    return { context, dockerfile: await fileWithin(context, dockerfile) };
  }

  private requireAllowed(url: string): void {
    if (isAmong(url, this.repositories)) return;
    throw refuse('repository', `must be one of, or below, ${this.repositories.join(', ')}`);
  }

  private options(home: string, environment: Variables, signal: AbortSignal): GitOptions {
    return {
      ...{ signal, timeoutMs: this.timeoutMs },
      environment: { ...baseEnvironment(home), ...forGit(environment) },
    };
  }
}

/** @throws Error where there is no such file inside the folder, by links neither */
async function fileWithin(folder: string, name: string): Promise<string> {
  const found = await realpath(join(folder, name)).catch(() => undefined);
  if (!found || !isWithin(found, folder) || !(await lstat(found)).isFile()) {
    throw new Error(`There is no file ${name} in the folder that the image is built from`);
  }
  return found;
}
