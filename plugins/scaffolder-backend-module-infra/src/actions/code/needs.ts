import type { UserInfra } from '../../infra';
import { type Files, inBatches } from './sources';

export interface Needs {
  /** Capabilities that the code calls by name, in order. */
  named: string[];
  /** Those that follow from the rest, such as `compute` for code that is started. */
  implied: string[];
}

/** What code needs of a cloud. */
export async function needsOf(
  infra: UserInfra,
  files: Files,
  signal: AbortSignal | undefined,
): Promise<Needs> {
  const named = new Set<string>();
  const implied = new Set<string>();
  for (const batch of inBatches(files)) {
    signal?.throwIfAborted();
    for (const need of (await infra.detect(batch)).capabilities) {
      (need.implied ? implied : named).add(need.capability);
    }
  }
  return {
    named: [...named].sort(),
    implied: [...implied].filter(capability => !named.has(capability)).sort(),
  };
}
