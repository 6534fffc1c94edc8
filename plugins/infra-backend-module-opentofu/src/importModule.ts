import {
  type InspectedModule,
  isInfraError,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { JsonValue } from '@backstage/types';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectModule } from './inspect';
import { fetchModule, requireLocalModules, resolveRef, withCredentials } from './module';
import {
  type ImportSource,
  importSourceSchema,
  type OpenTofuSettings,
  type Source,
} from './settings';
import { baseEnvironment } from './tool';

function readSource(source: Record<string, JsonValue>): ImportSource {
  const read = importSourceSchema.safeParse(source);
  if (read.success) return read.data;
  throw validationError(
    read.error.issues.map(({ path, message }) => ({
      pointer: [
        '/source',
        ...path.map(part => String(part).replace(/~/g, '~0').replace(/\//g, '~1')),
      ].join('/'),
      message,
    })),
  );
}

/**
 * Reads a module from where somebody says it is, and pins it.
 *
 * @throws InfraError VALIDATION_ERROR with pointers below `/source`, UPSTREAM_FAILED
 */
export async function importModule(
  given: Record<string, JsonValue>,
  settings: OpenTofuSettings,
  signal: AbortSignal,
): Promise<InspectedModule> {
  const source = readSource(given);
  const root = await mkdtemp(join(tmpdir(), 'infra-import-'));
  try {
    const home = join(root, 'home');
    await mkdir(home);
    const environment = withCredentials(baseEnvironment(home), settings.gitCredentials);
    const pinned = await pin(source, root, { settings, environment, signal });
    const folder = await fetchModule(pinned, join(root, 'module'), {
      ...{ settings, environment, signal },
    });
    await requireLocalModules(folder, await realpath(join(root, 'module')));
    return await inspectModule(folder, pinned);
  } catch (error) {
    signal.throwIfAborted();
    if (isInfraError(error)) throw error;
    throw validationError([
      { pointer: '/source', message: `cannot be read: ${(error as Error).message}` },
    ]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function pin(
  source: ImportSource,
  root: string,
  { settings, ...options }: Parameters<typeof fetchModule>[2],
): Promise<Source> {
  if (source.kind !== 'git') return source;
  if (source.commit) return { ...source, commit: source.commit };
  const commit = await resolveRef(root, source, { ...options, timeoutMs: settings.gitTimeoutMs });
  if (commit) return { ...source, commit };
  throw validationError([
    { pointer: '/source/ref', message: 'is neither a branch nor a tag of the repository' },
  ]);
}
