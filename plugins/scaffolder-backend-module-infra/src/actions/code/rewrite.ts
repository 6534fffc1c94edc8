import { readFile } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import type {
  CloudDiagnostic,
  CloudTransformation,
} from '@bailiwick/backstage-plugin-infra-common';
import { mergeRequirements, patchManifest } from '@bailiwick/backstage-plugin-infra-clouds-node';
import type { UserInfra } from '../../infra';
import { type Files, groupByManifest, inBatches, type SourceGroup } from './sources';

type Requirements = CloudTransformation['requirements'];

export interface Rewriting {
  /** What is to be written, by path in the folder: code first, then lists of packages. */
  writes: Files;
  /** Paths of the code among it. */
  changed: string[];
  /** Paths of the lists of packages among it. */
  manifests: string[];
  requirements: Requirements;
  diagnostics: CloudDiagnostic[];
}

export interface RewriteOptions {
  cloud: string;
  folder: string;
  files: Files;
  signal?: AbortSignal;
}

/** Asks the backend for the code on the cloud, and adds what it then needs to the lists of packages. Writes nothing. */
export async function rewrite(
  infra: UserInfra,
  { cloud, folder, files, signal }: RewriteOptions,
): Promise<Rewriting> {
  const result: Rewriting = {
    ...{ writes: {}, changed: [], manifests: [], requirements: [], diagnostics: [] },
  };
  for (const group of await groupByManifest(folder, files)) {
    const needed: Requirements = [];
    for (const batch of inBatches(group.files)) {
      signal?.throwIfAborted();
      const answer = await infra.transform(cloud, batch);
      result.diagnostics.push(...answer.diagnostics);
      needed.push(...answer.requirements);
      for (const { file } of answer.changed) {
        if (await isUtf8(folder, file, batch[file])) {
          result.changed.push(file);
          result.writes[file] = answer.files[file];
        } else {
          result.diagnostics.push({
            ...{ severity: 'error', rule: 'file/encoding', file },
            message: 'The file is not UTF-8, so it cannot be rewritten without loss',
          });
        }
      }
    }
    const requirements = mergeRequirements(needed);
    result.requirements.push(...requirements);
    if (requirements.length > 0) await listRequirements(folder, group, requirements, result);
  }
  return {
    ...result,
    changed: result.changed.sort(),
    requirements: mergeRequirements(result.requirements),
  };
}

async function listRequirements(
  folder: string,
  { manifest }: SourceGroup,
  requirements: Requirements,
  result: Rewriting,
): Promise<void> {
  const warn = (problem: string) =>
    result.diagnostics.push({
      ...{ severity: 'warning', rule: 'requirements/not-added', file: manifest },
      message: `${problem}; add ${requirements.map(one => `${one.package}${one.version}`).join(', ')} by hand`,
    });
  if (manifest === undefined) {
    warn('Nothing here lists the packages of the code');
    return;
  }
  const text = await readFile(resolveSafeChildPath(folder, manifest), 'utf8');
  const patched = patchManifest(manifest, text, requirements);
  if (patched.problem) warn(patched.problem);
  else if (patched.added.length > 0) {
    result.writes[manifest] = patched.text;
    result.manifests.push(manifest);
  }
}

/** Whether its text is all that there is in the file. */
async function isUtf8(folder: string, path: string, text: string): Promise<boolean> {
  return Buffer.from(text).equals(await readFile(resolveSafeChildPath(folder, path)));
}
