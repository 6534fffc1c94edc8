/** `npm run clouds -- validate …`: the command line of cloud plugins, from the sources. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../lib/settings.mjs';

const command = join(root, 'plugins/infra-clouds-node/bin/bailiwick-clouds');
// npm changes into the root; paths are meant from where the command was typed.
const cwd = process.env.INIT_CWD ?? process.cwd();
const { status } = spawnSync(process.execPath, [command, ...process.argv.slice(2)], {
  cwd,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
