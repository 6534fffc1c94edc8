import type { ProvisionerContext } from '@bailiwick/backstage-plugin-infra-node';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface OpenedCredentials {
  /** What integrations give. */
  environment: Record<string, string>;
  /** Removes the files that came with it, so that what runs next in the working directory does not find them. */
  forget(): Promise<void>;
}

/** Opens what the integrations of the resource give for as long as it is needed. */
export async function openCredentials(
  context: Pick<ProvisionerContext, 'environment' | 'workingDirectory'>,
): Promise<OpenedCredentials> {
  const root = await context.workingDirectory();
  const before = new Set(await readdir(root));
  const environment = await context.environment();
  const placed = (await readdir(root)).filter(name => !before.has(name));
  return {
    environment,
    async forget() {
      for (const name of placed) await rm(join(root, name), { recursive: true, force: true });
    },
  };
}
