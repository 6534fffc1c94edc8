/** Where the demo's OpenTofu finds providers of clouds, also on a machine without the internet. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from './settings.mjs';

/** A folder laid out as a file-system mirror. */
const mirror = process.env.BAILIWICK_TERRAFORM_MIRROR ?? '/opt/tf-plugins';

/**
 * Writes the program's configuration into the data folder: what the mirror has comes from there, everything else from its registry.
 *
 * @returns {Record<string, string>} the variable that names the file; empty where there is no mirror
 */
export function writeTerraformConfig() {
  const providers = mirroredProviders();
  if (providers.length === 0) return {};
  const list = JSON.stringify(providers);
  const file = join(dataFolder, 'terraformrc');
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(
    file,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ${list}
  }
  direct {
    exclude = ${list}
  }
}
`,
  );
  return { BAILIWICK_TERRAFORM_CONFIG: file };
}

/** Addresses such as registry.terraform.io/hashicorp/aws. */
function mirroredProviders() {
  if (!existsSync(mirror)) return [];
  return foldersIn(mirror).flatMap(host =>
    foldersIn(join(mirror, host)).flatMap(owner =>
      foldersIn(join(mirror, host, owner)).map(type => `${host}/${owner}/${type}`),
    ),
  );
}

const foldersIn = folder =>
  readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name);
