import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { techdocsGeneratorExtensionPoint } from '@backstage/plugin-techdocs-node';
import { MarkdownGenerator } from './MarkdownGenerator';

const hasMkDocs = () =>
  (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, 'mkdocs')));

/** Lets `techdocs.generator.runIn: local` work on machines without Python and MkDocs. */
export const techdocsWithoutMkDocs = createBackendModule({
  pluginId: 'techdocs',
  moduleId: 'without-mkdocs',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        generator: techdocsGeneratorExtensionPoint,
      },
      async init({ config, logger, generator }) {
        const local = config.getOptionalString('techdocs.generator.runIn') === 'local';
        if (!local || hasMkDocs()) return;
        logger.info('There is no MkDocs on this machine; documentation is built without it');
        const scmIntegrations = ScmIntegrations.fromConfig(config);
        generator.setTechdocsGenerator(new MarkdownGenerator({ logger, config, scmIntegrations }));
      },
    });
  },
});
