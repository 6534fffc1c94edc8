import { languageOf } from '../../syntax/languages';
import type { Parse } from '../../syntax/parsers';
import { packageNamesOf } from './scopes';

const WORD = /[\p{L}_][\p{L}\p{Nd}_]*/gu;
const SYSTEMS =
  'aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|solaris|wasip1|windows|zos|' +
  '386|amd64|arm|arm64|loong64|mips|mips64|mips64le|mipsle|ppc64|ppc64le|riscv64|s390x|wasm';
const SOMETIMES = new RegExp(`(^|/)[_.][^/]*$|_(test|${SYSTEMS})\\.go$`);
const CONSTRAINT = /^\s*\/\/(go:build| *\+build)\b|^import "C"/m;

/** Whether every build of the package has the file, so that what it declares is there for all others. */
function isAlwaysThere(path: string, code: string): boolean {
  return !SOMETIMES.test(path) && !CONSTRAINT.test(code);
}

/**
 * What the files of one package of Go share: its names, and what one file was given for the rewritten calls of all. Files that only some
 * builds have are rewritten last and keep to themselves what they declare.
 */
export class GoPackage {
  private readonly words = new Map<string, Set<string>>();
  private declared?: Map<string, Set<string>>;
  /** Names of the package that rewriting has made, and those of imports that it has added to some file. */
  private readonly given = new Set<string>();
  private readonly imported = new Set<string>();
  private readonly shared = new Map<string, string>();

  /** @param files the text of each file by its path */
  constructor(private readonly files: ReadonlyMap<string, string>) {}

  /** In the order in which they are to be rewritten. */
  get paths(): string[] {
    const all = [...this.files].sort(([a], [b]) => (a < b ? -1 : 1));
    const always = all.filter(([path, code]) => isAlwaysThere(path, code));
    return [...new Set([...always, ...all])].map(([path]) => path);
  }

  /** The name of a thing that another file has for all. */
  sharedName(key: string): string | undefined {
    return this.shared.get(key);
  }

  /** Whether another file than this one has the word anywhere, or got the name. */
  hasWord(name: string, path: string | undefined): boolean {
    if (this.given.has(name) || this.imported.has(name)) return true;
    return this.others(path).some(([other, code]) => {
      let words = this.words.get(other);
      if (!words) {
        words = new Set(Array.from(code.matchAll(WORD), ([word]) => word));
        this.words.set(other, words);
      }
      return words.has(name);
    });
  }

  /** Whether another file than this one declares the name for the package. */
  declares(name: string, path: string | undefined, parse: Parse): boolean {
    if (this.given.has(name)) return true;
    this.declared ??= new Map(
      [...this.files].map(([other, code]) => {
        const tree = parse(code);
        try {
          return [other, packageNamesOf(tree.rootNode)];
        } finally {
          tree.delete();
        }
      }),
    );
    const declared = this.declared;
    return this.others(path).some(([other]) => declared.get(other)!.has(name));
  }

  /** Remembers what a file now declares, the keys say which things the names are of, and what it now imports. */
  add(
    names: ReadonlyMap<string, string>,
    imports: Iterable<string>,
    path: string | undefined,
    code: string,
  ): void {
    for (const name of imports) this.imported.add(name);
    const forAll = path !== undefined && isAlwaysThere(path, code);
    for (const [key, name] of names) {
      this.given.add(name);
      if (forAll) this.shared.set(key, name);
    }
  }

  private others(path: string | undefined): [string, string][] {
    return [...this.files].filter(([other]) => other !== path);
  }
}

const CLAUSE = /^package[^\S\n]+([\p{L}_][\p{L}\p{Nd}_]*)/mu;

/** Files that make one package: those of a folder that say the same name. */
export function goPackagesOf(files: Readonly<Record<string, string>>): GoPackage[] {
  const packages = new Map<string, Map<string, string>>();
  for (const [path, code] of Object.entries(files)) {
    if (languageOf(path) !== 'go') continue;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const key = `${folder} ${CLAUSE.exec(code)?.[1] ?? ''}`;
    packages.set(key, (packages.get(key) ?? new Map<string, string>()).set(path, code));
  }
  return [...packages.values()].map(group => new GoPackage(group));
}
