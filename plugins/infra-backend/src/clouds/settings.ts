import type { Config } from '@backstage/config';
import { isAbsolute } from 'node:path';

/** `infra.clouds` of the configuration. */
export interface CloudSettings {
  /** Trees of cloud plugins besides those that come along, later ones before earlier ones. */
  folders: string[];
  /** Whether the plugins that come along are there. */
  builtIn: boolean;
  /** Ids of the plugins to offer; all without it. */
  providers?: string[];
}

/** @throws Error, one sentence that names the key, for values that cannot be used */
export function readCloudSettings(root: Config): CloudSettings {
  const config = root.getOptionalConfig('infra.clouds');
  const folders = config?.getOptionalStringArray('folders') ?? [];
  const relative = folders.find(folder => !isAbsolute(folder));
  if (relative !== undefined) {
    throw new Error(`infra.clouds.folders must be absolute paths, and has ${relative}`);
  }
  return {
    folders,
    builtIn: config?.getOptionalBoolean('builtIn') ?? true,
    providers: config?.getOptionalStringArray('providers'),
  };
}
