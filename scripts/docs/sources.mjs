/** Loads TypeScript modules of this repository, so that the documentation tells what the code says. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../lib/settings.mjs';

const require = createRequire(join(root, 'package.json'));
require('@backstage/cli-node/config/nodeTransform.cjs');

/** @param {string} path from the root */
export const load = path => require(join(root, path));
