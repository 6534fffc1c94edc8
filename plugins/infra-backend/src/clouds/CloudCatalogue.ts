import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import {
  builtInClouds,
  type CloudPlugin,
  type Diagnostic,
  formatDiagnostic,
  loadClouds,
} from '@bailiwick/backstage-plugin-infra-clouds-node';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import { readCloudSettings } from './settings';

/** The cloud plugins of this installation, as they were when the backend started. */
export class CloudCatalogue {
  private constructor(
    readonly plugins: readonly CloudPlugin[],
    private readonly diagnostics: readonly Diagnostic[],
  ) {}

  /**
   * Reads all trees. What is wrong with a file is logged and shown with its plugin, and takes nothing else away.
   *
   * @throws Error for a configuration that cannot be used, or names a plugin that there is not
   */
  static async open(config: Config, logger: LoggerService): Promise<CloudCatalogue> {
    const { folders, builtIn, providers } = readCloudSettings(config);
    const { plugins, diagnostics } = await loadClouds([
      ...(builtIn ? [builtInClouds()] : []),
      ...folders,
    ]);
    const ids = plugins.map(({ id }) => id);
    const unknown = providers?.filter(id => !ids.includes(id)) ?? [];
    if (unknown.length > 0) {
      throw new Error(
        `infra.clouds.providers names ${unknown.join(', ')}; there is ${ids.join(', ') || 'none'}`,
      );
    }
    for (const diagnostic of diagnostics) {
      const line = `A cloud plugin: ${formatDiagnostic(diagnostic)}`;
      if (diagnostic.severity === 'error') logger.error(line);
      else logger.warn(line);
    }
    const offered = plugins.filter(({ id }) => providers?.includes(id) ?? true);
    return new CloudCatalogue(offered, diagnostics);
  }

  /** @throws InfraError NOT_FOUND */
  get(id: string): CloudPlugin {
    const found = this.plugins.find(plugin => plugin.id === id);
    if (!found) throw notFound('cloud plugin', id);
    return found;
  }

  /** What is wrong with the files of one plugin. */
  diagnosticsOf({ id }: CloudPlugin): Diagnostic[] {
    return this.diagnostics.filter(({ file }) => file?.split('/').includes(id));
  }
}
