import type { RunLog } from '@bailiwick/backstage-plugin-infra-node';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** All tries together take less than a run has to come to its end after it was cancelled. */
const PAUSES_MS = [0, 1_000, 2_000];

/** What the program leaves where it could not store the state after it had changed something. */
export const ERRORED_STATE = 'errored.tfstate';

export interface Rescue {
  /** Where {@link ERRORED_STATE} is. */
  path: string;
  /** For the file, where it has to be kept. */
  name: string;
  /** Where states are kept that could not be stored. */
  folder: string;
  push(): Promise<void>;
  log: RunLog;
}

/**
 * Stores a state that the program could not store; without it nobody would know any more what it made. Where that fails too, the file
 * is kept on the worker.
 *
 * @throws Error that names the file, where it could not be stored
 */
export async function rescueState({ path, name, folder, push, log }: Rescue): Promise<void> {
  for (const pause of PAUSES_MS) {
    await sleep(pause);
    try {
      await push();
      log.info('The state is stored, which failed at first');
      return;
    } catch (error) {
      log.error((error as Error).message);
    }
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = join(folder, `${name}.tfstate`);
  await copyFile(path, kept);
  throw new Error(
    `What was made is not in the state, which could not be stored. It is on the worker in ${kept}: store it before the next run`,
  );
}
