/** `npm run reset`: empties the demo's data; the next `npm start` begins anew. */
import { rmSync } from 'node:fs';
import { say } from '../lib/console.mjs';
import { assertPortsFree } from '../lib/ports.mjs';
import { dataFolder } from '../lib/settings.mjs';

try {
  await assertPortsFree(['postgres', 'backend']);
  rmSync(dataFolder, { recursive: true, force: true });
  say.done(`${dataFolder} is empty`);
} catch (error) {
  say.failure(error.message);
  process.exitCode = 1;
}
