import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { Router } from 'express';
import { Faults } from '../faults/Faults';
import { githubApi } from '../github/api';
import { serveHttp } from '../net/serveHttp';
import { webPages } from '../web/pages';
import { GitFaults, gitFaults } from './faults';
import { Repositories } from './repositories';
import { smartHttp } from './smartHttp';
import { seedExample } from './example';
import { seedModules } from './modules';
import { seedValues, VALUES_PATH, VALUES_REPOSITORY } from './values';

/** What may push, and call the GitHub API. */
export const GIT_TOKEN = 'bailiwick-git-token';

export interface GitOptions {
  /** Kept and used again at the next start. Without it the repositories are thrown away by `stop()`. */
  dataFolder?: string;
  /** Default: `GIT_TOKEN`. Any user name goes with it. */
  token?: string;
  /** Default: `platform` and `apps`. */
  organisations?: string[];
}

export interface Git {
  /** Repositories are at `<url>/<owner>/<name>.git`; public ones need no credentials to read. Without `.git` it is a page. */
  readonly url: string;
  /** Base address of the GitHub API, what Octokit calls `baseUrl`. */
  readonly githubUrl: string;
  readonly token: string;
  /** Clone address of the repository that exists from the start, and the values file in it. */
  readonly valuesRepository: string;
  readonly valuesPath: string;
  /** Where the bare values repository is on disk. */
  readonly valuesFolder: string;
  readonly faults: Faults<GitFaults>;
  /** Creates a repository, with a first commit when there are files, and answers its clone address. */
  createRepository(
    owner: string,
    name: string,
    options?: { files?: Record<string, string>; private?: boolean },
  ): Promise<string>;
  /** Adds a commit to a branch, as if somebody else had pushed it, and answers its id. */
  commit(
    owner: string,
    name: string,
    files: Record<string, string>,
    options?: { branch?: string; message?: string },
  ): Promise<string>;
  stop(): Promise<void>;
}

/**
 * The routes of git with the pages of a git host, and of the GitHub API. As on a real host the former are to be mounted at the
 * root, after everything else that is there: `/<owner>/<name>.git` is git's, `/<owner>/<name>` a page. The API belongs at `/github`.
 */
export async function gitPart({
  dataFolder,
  token = GIT_TOKEN,
  organisations = ['platform', 'apps'],
}: GitOptions = {}) {
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'bailiwick-git-')));
  await mkdir(folder, { recursive: true });
  const repositories = new Repositories(folder);
  await seedValues(repositories);
  await seedModules(repositories);
  await seedExample(repositories);
  const faults = gitFaults();
  return {
    git: Router().use(smartHttp(repositories, token, faults), webPages(repositories)),
    github: githubApi({ repositories, organisations, login: 'bailiwick' }, token, faults),
    faults,
    /** Everything that does not depend on the address. */
    describe(origin: string): Omit<Git, 'faults' | 'stop'> {
      const { owner, name } = VALUES_REPOSITORY;
      const cloneUrl = (of: string, called: string) => `${origin}/${of}/${called}.git`;
      const find = (of: string, called: string) => {
        const repository = repositories.find(of, called);
        if (!repository) throw new Error(`There is no repository ${of}/${called}`);
        return repository;
      };
      return {
        url: origin,
        githubUrl: `${origin}/github`,
        token,
        valuesRepository: cloneUrl(owner, name),
        valuesPath: VALUES_PATH,
        valuesFolder: find(owner, name).folder,
        async createRepository(of, called, options = {}) {
          const created = await repositories.create(of, called, { private: options.private });
          if (options.files) await created.commitFiles('main', 'Initial commit', options.files);
          return cloneUrl(of, called);
        },
        commit: (of, called, files, { branch = 'main', message = 'Change by hand' } = {}) =>
          find(of, called).commitFiles(branch, message, files),
      };
    },
    async stop() {
      if (!dataFolder) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts git over HTTP and the GitHub API on one port. */
export async function startGit(options: GitOptions & { port?: number } = {}): Promise<Git> {
  const part = await gitPart(options);
  const app = express().use('/github', part.github).use(part.git);
  const server = await serveHttp(app, options.port);
  return {
    ...part.describe(server.url),
    faults: part.faults,
    async stop() {
      await server.stop();
      await part.stop();
    },
  };
}
