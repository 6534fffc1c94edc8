/** The page of the built app with the configuration of this start: what was built may have been built for other ports. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigSources, loadConfigSchema } from '@backstage/config-loader';
import { appFolder, configArguments } from './appBuild.mjs';
import { root } from './settings.mjs';

const CONFIG = /(<script type="backstage\.io\/config">)[\s\S]*?(<\/script>)/;

/** @returns {Promise<string>} HTML */
export async function renderAppPage() {
  const page = await readFile(join(appFolder, 'index.html'), 'utf8');
  if (!CONFIG.test(page)) throw new Error('The page of the app has no place for its configuration');
  // A script element ends at the first of its end tags, whatever it is part of.
  const text = JSON.stringify(await frontendConfig()).replaceAll('<', String.raw`\u003c`);
  return page.replace(CONFIG, (_, start, end) => `${start}${text}${end}`);
}

/** Nothing but what browsers may see, as the schema says that was built together with the app. */
async function frontendConfig() {
  const serialized = JSON.parse(await readFile(join(appFolder, '.config-schema.json'), 'utf8'));
  const schema = await loadConfigSchema({ serialized });
  const sources = ConfigSources.default({ rootDir: root, argv: configArguments });
  const config = await ConfigSources.toConfig(sources);
  try {
    const all = [{ data: config.get(), context: 'demo' }];
    return schema.process(all, { visibility: ['frontend'] });
  } finally {
    config.close();
  }
}
