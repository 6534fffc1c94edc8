import { languageOf, type SyntaxLanguage } from '../syntax/languages';
import { parserOf } from '../syntax/parsers';
import { SourceText } from '../syntax/source';
import { firstError } from '../syntax/tree';
import { ENTRY_FILES, entryPointsIn, startsByName } from './entryPoints';
import { mentionsIn } from './references';
import type { DetectedCapability, Detection, Place, RepositoryFile } from './types';

export type DetectionOptions = {
  /** The capabilities that plugins serve; without it nothing is called unserved. */
  served?: Iterable<string>;
  /** The packages of the neutral SDK. */
  packages?: readonly string[];
};

class Collector {
  private readonly found = new Map<string, DetectedCapability>();

  add(capability: string, place: Place, operation?: string): void {
    const entry = this.found.get(capability) ?? {
      capability,
      operations: [],
      places: [],
      implied: true,
    };
    this.found.set(capability, entry);
    entry.places.push(place);
    if (operation !== '(entry)') entry.implied = false;
    if (operation && operation !== '(entry)' && !entry.operations.includes(operation)) {
      entry.operations.push(operation);
    }
  }

  sorted(): DetectedCapability[] {
    return [...this.found.values()]
      .map(one => ({ ...one, operations: one.operations.sort() }))
      .sort((a, b) => (a.capability < b.capability ? -1 : 1));
  }
}

/**
 * What a code base needs: the modules of the neutral SDK that it uses, with the places, and `compute` when it has something that is
 * started. Files of several languages may be mixed.
 */
export async function detectCapabilities(
  files: AsyncIterable<RepositoryFile> | Iterable<RepositoryFile>,
  { served, packages = ['infrar'] }: DetectionOptions = {},
): Promise<Detection> {
  const collector = new Collector();
  const languages: Detection['languages'] = {};
  const skipped: Detection['skipped'] = [];
  for await (const file of files) {
    if ('skipped' in file) {
      skipped.push({ path: file.path, reason: file.skipped });
      continue;
    }
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    if (ENTRY_FILES.has(name)) {
      const what = startsByName(name, file.text);
      if (what) collector.add('compute', { file: file.path, line: 1, column: 1, what }, '(entry)');
      continue;
    }
    const language = languageOf(file.path);
    if (!language) continue;
    languages[language] = (languages[language] ?? 0) + 1;
    const problem = await detectIn(file.path, file.text, language, packages, collector);
    if (problem) skipped.push(problem);
  }
  const capabilities = collector.sorted();
  const known = served && new Set(served);
  return {
    ...{ capabilities, languages, skipped },
    unserved: capabilities.flatMap(({ capability }) =>
      known && !known.has(capability) ? [capability] : [],
    ),
  };
}

async function detectIn(
  file: string,
  text: string,
  language: SyntaxLanguage,
  packages: readonly string[],
  collector: Collector,
): Promise<Detection['skipped'][number] | undefined> {
  const source = new SourceText(text);
  const parse = await parserOf(language);
  const tree = parse(source.parsed);
  try {
    const root = tree.rootNode;
    const place = (at: number, what: string): Place => ({ file, ...source.position(at), what });
    const mentions = packages.some(name => text.includes(name))
      ? mentionsIn(root, source.parsed, language, packages)
      : [];
    for (const { at, path } of mentions) {
      const [, capability, operation] = path.split('.');
      if (capability) collector.add(capability, place(at, path), operation);
    }
    for (const { at, what } of entryPointsIn(root, source.parsed, language)) {
      collector.add('compute', place(at, what), '(entry)');
    }
    const error = firstError(root);
    return error && { path: file, reason: 'invalid', ...source.position(error.startIndex) };
  } finally {
    tree.delete();
  }
}
