import type { ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';
import { type InspectedModule, isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectModule } from '../inspect';
import {
  fetchModule,
  type FetchOptions,
  folderWithin,
  isOverride,
  moduleFolders,
  readGivenValues,
  readModule,
  requireLocalModules,
} from '../module';
import type { Source } from '../settings';
import type { Examined } from './RequestedModules';

type GitSource = Extract<Source, { kind: 'git' }>;

const sentence = (error: unknown) => (error as Error).message;

/**
 * Looks into a commit of a repository: where it has modules, and what the one in the folder takes.
 *
 * @param target - a folder that is not there yet
 * @throws InfraError UPSTREAM_FAILED
 */
export async function examine(
  { folder = '', ...source }: GitSource,
  target: string,
  options: FetchOptions,
): Promise<Examined> {
  let root: string;
  try {
    root = await fetchModule(source, target, options);
  } catch (error) {
    options.signal.throwIfAborted();
    if (isInfraError(error)) throw error;
    return { folders: [], found: { pointer: '/variables/repository', message: sentence(error) } };
  }
  const folders = await moduleFolders(root);
  try {
    return { folders, found: await moduleIn(root, folder, source) };
  } catch (error) {
    options.signal.throwIfAborted();
    const submodule = await submoduleOf(root, folder);
    const message = submodule
      ? `is in the submodule ${submodule}, which is not fetched: name its repository instead`
      : sentence(error);
    return { folders, found: { pointer: '/variables/folder', message } };
  }
}

async function moduleIn(
  root: string,
  folder: string,
  source: GitSource,
): Promise<InspectedModule | ValidationProblem> {
  const place = await folderWithin(root, folder || '.');
  const { backends } = await readModule(place);
  await requireLocalModules(place, root);
  const stubborn = backends.find(({ file }) => isOverride(file));
  if (stubborn) {
    throw new Error(
      `${stubborn.file} insists on the backend ${stubborn.kind}: the state is kept with the portal, so take it out`,
    );
  }
  const inspected = await inspectModule(place, { ...source, ...(folder ? { folder } : {}) });
  const given = await readGivenValues(place);
  const required = ((inspected.schema.required ?? []) as string[]).filter(name => !given.has(name));
  const { required: _, ...schema } = inspected.schema;
  return {
    ...inspected,
    schema: { ...schema, ...(required.length > 0 ? { required } : {}) },
    notes: [
      ...inspected.notes,
      ...backends.map(
        ({ kind }) => `Its backend ${kind} is left aside: the state is kept with the portal`,
      ),
      ...(given.size > 0 ? [`Its own files give values to ${[...given].sort().join(', ')}`] : []),
    ],
  };
}

/** The submodule that a folder is in. */
async function submoduleOf(root: string, folder: string): Promise<string | undefined> {
  const declared = await readFile(join(root, '.gitmodules'), 'utf8').catch(() => '');
  return [...declared.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)]
    .map(([, path]) => path)
    .find(path => folder === path || folder.startsWith(`${path}/`));
}
