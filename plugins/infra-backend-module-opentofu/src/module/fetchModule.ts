import { cp, mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenTofuSettings, Source } from '../settings';
import { folderWithin, isWithin, requireEnclosed } from './enclosure';
import { checkOut, type GitOptions } from './git';

export interface FetchOptions extends Omit<GitOptions, 'timeoutMs'> {
  settings: OpenTofuSettings;
}

/**
 * Brings a module into a new folder, and answers where in it the root module is.
 *
 * @throws Error, a sentence for people; InfraError UPSTREAM_FAILED
 */
export async function fetchModule(
  source: Source,
  target: string,
  { settings, ...options }: FetchOptions,
): Promise<string> {
  switch (source.kind) {
    case 'git':
      await mkdir(target);
      await checkOut(target, source, { ...options, timeoutMs: settings.gitTimeoutMs });
      break;
    case 'folder':
      await copyFolder(source.path, target, settings.allowedFolders);
      break;
    default:
      await mkdir(target);
      for (const [name, content] of Object.entries(source.files)) {
        await writeFile(join(target, name), content, { flag: 'wx', mode: 0o600 });
      }
  }
  await requireEnclosed(target);
  return source.kind === 'git' ? folderWithin(target, source.folder ?? '.') : realpath(target);
}

async function copyFolder(path: string, target: string, allowed: readonly string[]): Promise<void> {
  const refusal = new Error(
    `${path} is not a folder below one of infra.opentofu.modules.allowedFolders`,
  );
  const real = await realpath(path).catch(() => undefined);
  if (!real) throw refusal;
  const roots = await Promise.all(allowed.map(folder => realpath(folder).catch(() => undefined)));
  if (!roots.some(root => root && isWithin(real, root))) throw refusal;
  await requireEnclosed(real);
  const isOwn = (name: string) => !/(^|\/)(\.terraform|\.git)(\/|$)/.test(name.slice(real.length));
  await cp(real, target, { recursive: true, verbatimSymlinks: true, filter: isOwn });
}
