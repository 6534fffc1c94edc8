import { join } from 'node:path';
import express, { Router } from 'express';
import { Faults } from '../faults/Faults';
import { serveHttp } from '../net/serveHttp';
import { awsApi } from './awsApi';
import { AwsFaults, awsFaults } from './faults';
import { AWS_ACCESS_KEY, AWS_ACCOUNT, Identities } from './identities';
import { functionUrls, LAMBDA_URLS } from './lambda';
import { BlobStore, isLinked, RegistryLimits, registryRoutes } from './registry';
import { AwsState, keptState } from './state';

export interface AwsOptions {
  /** Keeps what exists. Without it everything is in memory. */
  dataFolder?: string;
  /** How much there may be in the registry of images. */
  registryLimits?: Partial<RegistryLimits>;
}

export interface Aws {
  /** What goes into `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly account: string;
  /** What exists, for tests to look at. */
  readonly state: Readonly<AwsState>;
  readonly faults: Faults<AwsFaults>;
  stop(): Promise<void>;
}

/** Where the services are, and where queues say that they are. */
const API_PATHS = ['/aws', `/${AWS_ACCOUNT}`];

/** Stands for the services of AWS; to be mounted at the root, because clients of registries ask there. */
export function awsPart({ dataFolder, registryLimits }: AwsOptions = {}) {
  const faults = awsFaults();
  const state = keptState(dataFolder);
  const store = new BlobStore(dataFolder && join(dataFolder, 'images'), registryLimits);
  store.sweep(digest => isLinked(state.current, digest));
  const identities = new Identities();
  const router = Router();
  router.use('/v2', registryRoutes(state, store, faults));
  router.use(LAMBDA_URLS, functionUrls(state.current, identities, faults));
  router.use(API_PATHS, awsApi(state, store, identities, faults));
  return {
    router,
    ...AWS_ACCESS_KEY,
    account: AWS_ACCOUNT,
    state: state.current,
    faults,
    stop: async () => store.close(),
  };
}

/** Starts the services at `<url>`. */
export async function startAws(options: AwsOptions & { port?: number } = {}): Promise<Aws> {
  const { router, stop, ...part } = awsPart(options);
  const server = await serveHttp(express().use(router), options.port);
  return {
    ...part,
    url: `${server.url}/aws`,
    async stop() {
      await server.stop();
      await stop();
    },
  };
}
