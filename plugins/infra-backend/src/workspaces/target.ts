import { type FileChange, pathProblem } from '@bailiwick/backstage-plugin-infra-node';
import type { Rendering } from '../resources/ResourceRenderer';
import type { ResourceRecord } from '../resources';
import { fingerprint } from '../lib/encryption';
import { MirrorFailure } from './MirrorFailure';

const README = 'README.md';
const MOST_BYTES = 5 * 1024 * 1024;

/** What a folder is to hold; without files it is to be gone. */
export interface Target {
  files: ReadonlyMap<string, string>;
  digest: string;
}

export const NO_FILES: Target = { files: new Map(), digest: 'nothing' };

const code = (text: string) => `\`${text.replaceAll('`', '')}\``;

function readmeOf(record: ResourceRecord, rendering: Rendering, portal: string): string {
  const { id, name, type, unit, site } = record;
  return [
    `# ${name}\n`,
    `${code(type)} ${code(rendering.version)} of ${unit.name}${site ? ` at ${site}` : ''}, as it was approved in the portal.\n`,
    `- [The resource](${portal}/infra/resources/${id}) with its plans, runs and outputs`,
    `- [Its type](${portal}/infra/types/${type})\n`,
    'The portal writes this folder: what is changed here by hand is replaced with the next change there, and nothing that is merged here is applied.',
    ...(rendering.notes ?? []).map(note => `\n${note}`),
    '',
  ].join('\n');
}

/** @throws MirrorFailure where a file is too large or its path leads nowhere */
export function targetOf(record: ResourceRecord, rendering: Rendering, portal: string): Target {
  const files = new Map(
    Object.entries({ ...rendering.files, [README]: readmeOf(record, rendering, portal) }).sort(
      ([a], [b]) => (a < b ? -1 : 1),
    ),
  );
  for (const path of files.keys()) {
    const problem = pathProblem(path);
    if (problem) throw new MirrorFailure('unrenderable', `${path} ${problem}`);
  }
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > MOST_BYTES) {
    throw new MirrorFailure('unrenderable', `It would be more than ${MOST_BYTES} bytes`);
  }
  return { files, digest: fingerprint(JSON.stringify([...files])) };
}

/**
 * How a commit brings a folder there. Files that others put beside ours stay as long as the resource is there.
 *
 * @param before - names of the files of ours that the folder may have
 */
export function changesTo(target: Target, folder: string, before: readonly string[]): FileChange[] {
  if (target.files.size === 0) return [{ path: folder, remove: true }];
  return [
    ...before
      .filter(name => !target.files.has(name))
      .map(name => ({ path: `${folder}/${name}`, remove: true as const })),
    ...[...target.files].map(([name, text]) => ({ path: `${folder}/${name}`, text })),
  ];
}
