import type { ProvisionerContext, RunLog } from '@bailiwick/backstage-plugin-infra-node';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Before each try to store a state; after the last of them every so often. */
const PAUSES_MS = [0, 1_000, 2_000, 5_000];
/** All tries of a run that is to stop together take less than it has to come to its end. */
const HASTY_MS = 3_500;
/** Others wait out a restart of the database, or of the portal. */
const PATIENT_MS = 10 * 60_000;

/** What the program leaves where it could not store the state after it had changed something. */
export const ERRORED_STATE = 'errored.tfstate';

/** In the working directory: whose it is. */
export const OWNER_FILE = 'bailiwick.owner';

/** What a state that could not be stored is called. */
export const stateName = ({ resource, run }: Pick<ProvisionerContext, 'resource' | 'run'>) =>
  `${resource.id}-${run.id}`;

export interface Rescue {
  /** Where {@link ERRORED_STATE} is. */
  path: string;
  /** For the file, where it has to be kept. */
  name: string;
  /** Where states are kept that could not be stored. */
  folder: string;
  push(): Promise<void>;
  /** Of the run. */
  signal: AbortSignal;
  log: RunLog;
}

/**
 * Stores a state that the program could not store; without it nobody would know any more what it made. Where that fails too, the file
 * is kept on the worker.
 *
 * @throws Error that names the file, where it could not be stored
 */
export async function rescueState(rescue: Rescue): Promise<void> {
  const { path, name, folder, push, signal, log } = rescue;
  const began = performance.now();
  for (let attempt = 0; ; attempt++) {
    const pause = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)];
    const until = began + (signal.aborted ? HASTY_MS : PATIENT_MS);
    if (performance.now() + pause > until) break;
    await sleep(pause);
    try {
      await push();
      log.info('The state is stored, which failed at first');
      return;
    } catch (error) {
      log.error((error as Error).message);
    }
  }
  const kept = await keep(path, folder, name);
  const failure = new Error(
    `What was made is not in the state, which could not be stored. It is on the worker in ${kept}: store it before the next run`,
  );
  // The run then tells why it was stopped, and not this.
  if (signal.aborted) log.error(failure.message);
  throw failure;
}

/** Keeps the state of a run whose worker was killed before it could store it. */
export async function salvageState(directory: string, folder: string): Promise<void> {
  const name = await readFile(join(directory, OWNER_FILE), 'utf8').catch(() => undefined);
  if (name === undefined) return;
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const state = entries.find(entry => entry.isFile() && entry.name === ERRORED_STATE);
  if (state) await keep(join(state.parentPath, state.name), folder, name);
}

async function keep(path: string, folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = join(folder, `${name}.tfstate`);
  await copyFile(path, kept);
  return kept;
}
