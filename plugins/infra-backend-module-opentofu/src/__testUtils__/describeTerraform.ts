import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const isInstalled = (process.env.PATH ?? '')
  .split(delimiter)
  .some(folder => ['tofu', 'terraform'].some(name => folder && existsSync(join(folder, name))));

/** For tests that run the real program; their title says "(terraform must be installed)", which excuses a skipped one. */
export const describeTerraform = isInstalled ? describe : describe.skip;
