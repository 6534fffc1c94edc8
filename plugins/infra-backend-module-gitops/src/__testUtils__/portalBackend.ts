import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import infraPlugin from '@bailiwick/backstage-plugin-infra-backend';
import type { TestDatabase } from '@bailiwick/sandbox';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import infraModuleGitops from '..';

export interface PortalConfig {
  connection: TestDatabase['connection'];
  /** Configuration `infra`, but for its runs. */
  infra: JsonObject;
}

/** Short times, so that a lost worker shows within a test's patience. */
const QUICK: JsonObject = {
  leaseDuration: { seconds: 3 },
  heartbeat: { seconds: 1 },
  compensation: { firstPause: { milliseconds: 200 }, longestPause: { milliseconds: 500 } },
};

/** A backend of the infra plugin with this module. */
export function startBackend(
  { connection, infra }: PortalConfig,
  runs: JsonObject = {},
): Promise<TestBackend> {
  return startTestBackend({
    features: [
      infraPlugin,
      infraModuleGitops,
      mockServices.rootConfig.factory({
        data: {
          backend: {
            database: {
              client: 'pg',
              connection: { ...connection },
              plugin: { infra: { connection: { database: connection.database } } },
            },
          },
          infra: { ...infra, runs: { ...QUICK, ...runs } },
        },
      }),
      mockServices.httpAuth.factory({ defaultCredentials: mockCredentials.none() }),
    ],
  });
}

export interface BackendProcess {
  /** As a crash of the machine: nothing is tidied up. */
  kill(): Promise<void>;
}

/** The backend in a process of its own; resolves once it works. */
export async function spawnBackend(config: PortalConfig): Promise<BackendProcess> {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(__dirname, 'portalProcess.ts'),
      JSON.stringify(config),
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
  );
  const ended = once(child, 'exit');
  const complaints: Buffer[] = [];
  child.stderr?.on('data', piece => complaints.push(piece));
  await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error(`The backend did not start: ${Buffer.concat(complaints)}`);
    }),
  ]);
  return {
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
