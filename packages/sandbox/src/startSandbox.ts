import { join } from 'node:path';
import express from 'express';
import { ArgoCd } from './argocd';
import { argoCdPart } from './argocd/startArgoCd';
import { Aws } from './aws';
import { awsPart } from './aws/startAws';
import { Calls } from './control/calls';
import { control } from './control/control';
import { Directory, startDirectory } from './directory';
import { Git } from './git';
import { gitPart } from './git/startGit';
import { Inventory } from './inventory';
import { inventoryPart } from './inventory/inventory';
import { serveHttp } from './net/serveHttp';
import { Postgres, startPostgres } from './postgres';

export interface SandboxOptions {
  /** 0, the default of each, takes a free one. */
  ports?: { http?: number; ldap?: number; postgres?: number };
  /** Keeps the database and the repositories. Without it everything is thrown away by `stop()`. */
  dataFolder?: string;
}

export interface Sandbox {
  /** Everything that speaks HTTP is below it; `<url>/_control` shows and steers the rest. */
  readonly url: string;
  readonly postgres: Postgres;
  readonly directory: Directory;
  readonly inventory: Inventory;
  readonly git: Git;
  readonly argocd: ArgoCd;
  readonly aws: Aws;
  /** What `GET /_control` shows of the parts. */
  addresses(): Record<string, unknown>;
  stop(): Promise<void>;
}

/** The name under which the demo's configuration knows this Argo CD. */
const ARGOCD_INSTANCE = 'main';

/** Starts every part; if one cannot start, the others are stopped again. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  const begun = <T extends { stop(): Promise<void> }>(part: T): T => {
    started.push(part);
    return part;
  };
  try {
    return await start(options, begun, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  { ports = {}, dataFolder }: SandboxOptions,
  begun: <T extends { stop(): Promise<void> }>(part: T) => T,
  stop: () => Promise<void>,
): Promise<Sandbox> {
  const folderOf = (part: string) => dataFolder && join(dataFolder, part);
  const calls = new Calls();
  const app = express().disable('x-powered-by');
  const server = begun(await serveHttp(app, ports.http));
  const postgres = begun(
    await startPostgres({
      port: ports.postgres,
      dataFolder: folderOf('postgres'),
      revive: true,
    }),
  );
  const directory = begun(await startDirectory({ port: ports.ldap }));
  const gitHosting = begun(await gitPart({ dataFolder: folderOf('git') }));
  const git: Git = { ...gitHosting.describe(server.url), faults: gitHosting.faults, stop };
  const inventoryRoutes = inventoryPart();
  const inventory: Inventory = { ...inventoryRoutes, url: `${server.url}/inventory`, stop };
  const { router, ...argoCdRoutes } = begun(
    await argoCdPart({
      values: {
        repository: git.valuesRepository,
        fetchFrom: git.valuesFolder,
        valuesPath: git.valuesPath,
      },
      workFolder: folderOf('argocd'),
    }),
  );
  const argocd: ArgoCd = { ...argoCdRoutes, url: `${server.url}/argocd`, stop };
  const { router: awsRouter, ...awsServices } = begun(awsPart({ dataFolder: folderOf('aws') }));
  const aws: Aws = { ...awsServices, url: `${server.url}/aws`, stop };

  const addresses = () => ({
    inventory: { url: inventory.url },
    git: {
      url: git.url,
      token: git.token,
      valuesRepository: git.valuesRepository,
      valuesPath: git.valuesPath,
    },
    github: { url: git.githubUrl, token: git.token },
    argocd: {
      url: argocd.url,
      token: argocd.token,
      instance: ARGOCD_INSTANCE,
      application: 'namespaces',
    },
    aws: {
      url: aws.url,
      account: aws.account,
      accessKeyId: aws.accessKeyId,
      secretAccessKey: aws.secretAccessKey,
    },
    ldap: {
      url: directory.url,
      baseDn: directory.baseDn,
      bindDn: directory.bindDn,
      bindPassword: directory.bindPassword,
    },
    postgres: { ...postgres.connection, url: postgres.url },
  });
  const faults = {
    inventory: inventory.faults,
    argocd: argocd.faults,
    aws: aws.faults,
    git: git.faults,
    ldap: directory.faults,
  };
  app.use('/_control', control({ faults, calls, postgres, addresses }));
  app.use(calls.count);
  app.use('/inventory', inventoryRoutes.router);
  app.use('/github', gitHosting.github);
  app.use('/argocd', router);
  app.use(awsRouter);
  // Last, because the addresses of repositories begin at the root.
  app.use(gitHosting.git);
  return { url: server.url, postgres, directory, inventory, git, argocd, aws, addresses, stop };
}
