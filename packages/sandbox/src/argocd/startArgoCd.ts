import { mkdir, rm } from 'node:fs/promises';
import express from 'express';
import { Faults } from '../faults/Faults';
import { serveHttp } from '../net/serveHttp';
import { Applications, argoCdApi } from './api';
import { ArgoCdFaults, argoCdFaults } from './faults';
import { FollowedApplication } from './followedApplication';
import { manyApplications, StaticApplication, staticApplication } from './staticApplications';
import { Application } from './types';
import { ValuesSource } from './valuesSource';

/** What may call the API. */
export const ARGOCD_TOKEN = 'bailiwick-argocd-token';

export interface FollowOptions {
  /** Default `namespaces`. */
  name?: string;
  /** Clone address of the values repository, as the application shows it. */
  repository: string;
  /** Where to fetch it instead, for example the folder of the bare repository. */
  fetchFrom?: string;
  /** Default `main`. */
  branch?: string;
  /** Path of the values file; default `src/helm/values.yaml`. */
  valuesPath?: string;
  /** Sync by itself whenever the branch moves. */
  autoSync?: { prune: boolean };
  project?: string;
}

export interface ArgoCdOptions {
  /** What the application `namespaces` follows. Without it there is none until `follow` is called. */
  values?: FollowOptions;
  /** Default: `ARGOCD_TOKEN`. */
  token?: string;
  /** Projects that the token may see; default `default`. */
  projects?: string[];
  /** How often applications look for new commits by themselves; default 3. */
  refreshSeconds?: number;
  /**
   * Where the mirrors of the repositories go. It is emptied first, since a kill -9 leaves them
   * behind. Default: a new folder among the system's temporary ones.
   */
  workFolder?: string;
}

export interface ArgoCd {
  /** Base address: the API is at `<url>/api/v1`. */
  readonly url: string;
  readonly token: string;
  readonly faults: Faults<ArgoCdFaults>;
  /** Adds an application that follows a repository, Synced and Healthy at its head. */
  follow(options: FollowOptions): Promise<void>;
  /** Adds an application that stays as described. */
  addApplication(application: StaticApplication): void;
  /** Adds `count` applications for a measurement. */
  addSyntheticApplications(count: number): void;
  removeApplication(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** The API's routes, to be mounted at `/argocd`. */
export async function argoCdPart({
  values,
  token = ARGOCD_TOKEN,
  projects = ['default'],
  refreshSeconds = 3,
  workFolder,
}: ArgoCdOptions) {
  if (workFolder) {
    await rm(workFolder, { recursive: true, force: true });
    await mkdir(workFolder, { recursive: true });
  }
  const faults = argoCdFaults();
  const followed = new Map<string, FollowedApplication>();
  const fixed = new Map<string, Application>();
  const applications: Applications = { followed, fixed, projects };

  const timer = setInterval(() => {
    for (const application of followed.values()) void application.refresh();
  }, refreshSeconds * 1000);
  timer.unref();

  const part = {
    router: argoCdApi(applications, token, faults),
    token,
    faults,
    async follow({
      name = 'namespaces',
      repository,
      fetchFrom = repository,
      branch = 'main',
      valuesPath = 'src/helm/values.yaml',
      autoSync,
      project = 'default',
    }: FollowOptions) {
      const slash = valuesPath.lastIndexOf('/');
      const path = slash < 0 ? '.' : valuesPath.slice(0, slash);
      const valuesFile = valuesPath.slice(slash + 1);
      const application = new FollowedApplication(
        name,
        {
          project,
          source: {
            repoURL: repository,
            path,
            targetRevision: branch,
            helm: { valueFiles: [valuesFile] },
          },
          destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
          ...(autoSync ? { syncPolicy: { automated: autoSync } } : {}),
        },
        new ValuesSource({ repository: fetchFrom, branch, path, valuesFile, workFolder }),
        () => faults.current,
      );
      await application.adopt();
      followed.set(name, application);
    },
    addApplication(application: StaticApplication) {
      fixed.set(application.name, staticApplication(application));
    },
    addSyntheticApplications(count: number) {
      manyApplications(count).forEach(part.addApplication);
    },
    async removeApplication(name: string) {
      fixed.delete(name);
      await followed.get(name)?.close();
      followed.delete(name);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all([...followed.values()].map(application => application.close()));
    },
  };

  if (values) await part.follow(values);
  return part;
}

/** Starts an Argo CD API at `<url>/argocd`. */
export async function startArgoCd(
  options: ArgoCdOptions & { port?: number } = {},
): Promise<ArgoCd> {
  const { router, ...part } = await argoCdPart(options);
  const server = await serveHttp(express().use('/argocd', router), options.port);
  return {
    ...part,
    url: `${server.url}/argocd`,
    async stop() {
      await server.stop();
      await part.stop();
    },
  };
}
