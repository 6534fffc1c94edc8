import { lstat, readFile, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Diagnostic } from '../model';

export interface TreeLimits {
  /** Bytes of one file. */
  fileBytes: number;
  /** Entries of one folder. */
  entries: number;
}

export const defaultTreeLimits: TreeLimits = { fileBytes: 1_000_000, entries: 1000 };

export type Report = (diagnostic: Diagnostic) => void;

/** Where something was asked for, so that a refusal can point there. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/**
 * A folder that is read and never left: no path and no link leads out of it. Nothing is run.
 * Paths are relative to the folder, with `/`.
 */
export class Tree {
  private constructor(
    readonly root: string,
    private readonly realRoot: string,
    private readonly report: Report,
    /** Before every path in a diagnostic. */
    private readonly prefix: string,
    private readonly limits: TreeLimits,
  ) {}

  static async open(
    root: string,
    report: Report,
    prefix = '',
    limits = defaultTreeLimits,
  ): Promise<Tree> {
    return new Tree(resolve(root), await realpath(root), report, prefix, limits);
  }

  /** A folder inside, which in turn is never left. */
  async inside(folder: string): Promise<Tree | undefined> {
    const path = await this.locate(folder, { file: folder });
    if (!path || !(await stat(path)).isDirectory()) return undefined;
    return Tree.open(path, this.report, this.shown(folder), this.limits);
  }

  /** As it is named in diagnostics. */
  shown(path: string): string {
    return this.prefix ? `${this.prefix}/${path}` : path;
  }

  /** The real path of something inside; undefined, and reported unless it just is not there, otherwise. */
  private async locate(path: string, from: Place): Promise<string | undefined> {
    const target = resolve(this.root, path);
    if (path.includes('\0') || isAbsolute(path) || !isWithin(this.root, target)) {
      this.refuse('path/outside', `${JSON.stringify(path)} leads out of the plugin`, from);
      return undefined;
    }
    const real = await realpath(target).catch(ignoreMissing);
    if (real === undefined) return undefined;
    if (!isWithin(this.realRoot, real)) {
      this.refuse('path/link', `${path} is a link that leads out of the plugin`, from);
      return undefined;
    }
    return real;
  }

  private refuse(rule: string, message: string, from: Place) {
    this.report({ severity: 'error', rule, message, ...from, file: this.shown(from.file) });
  }

  /** The kind of what is at a path; undefined when nothing is there or it must not be read. */
  async kind(path: string, from: Place = { file: path }): Promise<'file' | 'folder' | undefined> {
    const real = await this.locate(path, from);
    const status = real && (await stat(real).catch(ignoreMissing));
    if (!status) return undefined;
    if (status.isDirectory()) return 'folder';
    return status.isFile() ? 'file' : undefined;
  }

  /** The text of a file; undefined when there is none, or when it was refused with a diagnostic. */
  async read(path: string, from: Place = { file: path }): Promise<string | undefined> {
    const real = await this.locate(path, from);
    const status = real && (await stat(real).catch(ignoreMissing));
    if (!status) return undefined;
    if (!status.isFile()) {
      if (!status.isDirectory()) this.refuse('file/kind', `${path} is no regular file`, from);
      return undefined;
    }
    if (status.size > this.limits.fileBytes) {
      const message = `${path} has ${status.size} bytes; at most ${this.limits.fileBytes} are read`;
      this.refuse('file/size', message, from);
      return undefined;
    }
    const bytes = await readFile(real).catch(ignoreMissing);
    if (!bytes) return undefined;
    const text = bytes.toString('utf8');
    if (text.includes('\0') || Buffer.byteLength(text) !== bytes.length) {
      this.refuse('file/encoding', `${path} is no UTF-8 text`, from);
      return undefined;
    }
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  }

  /** Names in a folder, in order; none when there is no such folder. */
  async list(path: string): Promise<{ folders: string[]; files: string[] }> {
    const none = { folders: [], files: [] };
    const real = await this.locate(path, { file: path });
    if (!real || !(await stat(real)).isDirectory()) return none;
    const entries = (await readdir(real)).sort();
    if (entries.length > this.limits.entries) {
      this.refuse('file/count', `${path} has more than ${this.limits.entries} entries`, {
        file: path,
      });
      return none;
    }
    const found: { folders: string[]; files: string[] } = { folders: [], files: [] };
    for (const entry of entries) {
      const inner = path === '.' ? entry : `${path}/${entry}`;
      const status = await lstat(join(real, entry)).catch(ignoreMissing);
      const kind = status?.isSymbolicLink() ? await this.kind(inner) : undefined;
      if (kind === 'folder' || status?.isDirectory()) found.folders.push(entry);
      else if (kind === 'file' || status?.isFile()) found.files.push(entry);
    }
    return found;
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  if (error.code === 'ELOOP') return undefined;
  throw error;
}
