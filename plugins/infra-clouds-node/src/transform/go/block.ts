import type { Parse } from '../../syntax/parsers';
import type { SdkOperation } from '../sdk';
import { fill } from '../text';
import { type GoImport, nameOf as nameOfImport, usualName } from './imports';
import type { GoRead } from './operations';
import type { GoPackage } from './package';
import { KEYWORDS, PREDECLARED } from './predeclared';
import type { GoScopes } from './scopes';
import { type GoCode, type GoRuleImport, HELPER, parameterName } from './template';

const MOST_TRIES = 100;

export type AddedImport = { path: string; alias?: string };
type NameOf = (name: string) => string;

/** What a file of Go is known by while it is rewritten. */
export type GoFile = {
  path?: string;
  scopes: GoScopes;
  /** The imports that stay. */
  imports: readonly GoImport[];
  /** Whether a place in the file goes away. */
  isGoing(start: number, end: number): boolean;
  /** Names inside of generated functions. */
  reserved: ReadonlySet<string>;
};

/** The imports, the set-up and the generated functions that rewritten calls rely on, named so that nothing of the user's changes. */
export class GoBlock {
  readonly declarations: string[] = [];
  readonly added: AddedImport[] = [];
  /** What this file declares for the package, by what it is. */
  readonly names = new Map<string, string>();
  /** What the packages that generated code uses are called, by path. */
  readonly importNames = new Map<string, string>();

  constructor(
    private readonly file: GoFile,
    private readonly goPackage: GoPackage,
    private readonly parse: Parse,
  ) {}

  /** The name of the function for an operation. */
  helper({ path }: SdkOperation, read: GoRead): string {
    const [module, name] = path.split('.').slice(-2);
    const key = `helper ${path} ${read.code.text}`;
    const shared = this.nameFor(key);
    if (shared) return shared;
    const nameOf = this.surroundings(read);
    const final = this.claim(key, `${module}${name}`);
    this.declarations.push(
      this.inWords(read.code, name_ => (name_ === HELPER ? final : nameOf(name_))),
    );
    return final;
  }

  /** What stands for a value of the SDK, in the words of this file. */
  value(read: GoRead): string {
    return this.inWords(read.code, this.surroundings(read));
  }

  private nameFor(key: string): string | undefined {
    return this.names.get(key) ?? this.goPackage.sharedName(key);
  }

  private surroundings({ imports, setup, code }: GoRead): NameOf {
    const map = new Map<string, string>();
    const keyOf = (one: GoCode, name: string) => `set-up ${one.text} ${name}`;
    const missing = setup.filter(one => one.declared.some(name => !this.nameFor(keyOf(one, name))));
    for (const one of setup) {
      for (const name of one.declared) {
        const key = keyOf(one, name);
        map.set(name, this.nameFor(key) ?? this.claim(key, name));
      }
    }
    const nameOf: NameOf = name => map.get(name) ?? name;
    const used = new Set([...missing, code].flatMap(({ free }) => free.map(({ name }) => name)));
    for (const one of imports) if (used.has(one.name)) map.set(one.name, this.import(one));
    for (const one of missing) this.declarations.push(this.inWords(one, nameOf));
    return nameOf;
  }

  private inWords(code: GoCode, nameOf: NameOf): string {
    const inner = (parameter: string) => {
      const name = parameterName(parameter);
      const isTaken = code.locals.has(name) || KEYWORDS.has(name) || PREDECLARED.has(name);
      return isTaken ? `given${name[0].toUpperCase()}${name.slice(1)}` : name;
    };
    return fill(code.text, [
      ...code.slots.map(({ parameter, start, end }) => ({ start, end, text: inner(parameter) })),
      ...code.free.map(({ name, start, end }) => ({ start, end, text: nameOf(name) })),
    ]);
  }

  private import({ path, name }: GoRuleImport): string {
    const known = this.importNames.get(path);
    if (known) return known;
    const { reserved, imports } = this.file;
    const there = imports.find(
      one =>
        one.path === path && !/^[._]$/.test(one.alias ?? '') && !reserved.has(one.alias ?? name),
    );
    const final = there ? (there.alias ?? name) : this.candidate(name, one => this.freeInFile(one));
    if (!there) {
      const isUsual = final === usualName(path);
      this.added.push({ path, ...(!isUsual && { alias: final }) });
    }
    this.importNames.set(path, final);
    return final;
  }

  private claim(key: string, wanted: string): string {
    const final = this.candidate(wanted, one => this.freeInPackage(one));
    this.names.set(key, final);
    return final;
  }

  private candidate(wanted: string, isFree: (name: string) => boolean): string {
    for (let number = 1; number < MOST_TRIES; number++) {
      const name = number === 1 ? wanted : `${wanted}${number}`;
      if (isFree(name)) return name;
    }
    throw new Error(`No name is free for ${wanted}`);
  }

  private isOwn(name: string): boolean {
    const { reserved, imports } = this.file;
    return (
      KEYWORDS.has(name) ||
      PREDECLARED.has(name) ||
      reserved.has(name) ||
      [...this.names.values(), ...this.importNames.values()].includes(name) ||
      imports.some(one => nameOfImport(one) === name)
    );
  }

  private freeInFile(name: string): boolean {
    const { scopes, isGoing, path } = this.file;
    const meant = scopes
      .outerMentions(name)
      .filter(({ node, role }) => role.kind !== 'key' && !isGoing(node.startIndex, node.endIndex));
    return (
      !this.isOwn(name) && meant.length === 0 && !this.goPackage.declares(name, path, this.parse)
    );
  }

  private freeInPackage(name: string): boolean {
    const { scopes, isGoing, path } = this.file;
    const meant = scopes
      .mentions(name)
      .filter(({ node }) => !isGoing(node.startIndex, node.endIndex));
    return !this.isOwn(name) && meant.length === 0 && !this.goPackage.hasWord(name, path);
  }
}
