import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkedDigest, digestOf } from './digest';
import { RegistryError } from './errors';
import { Upload } from './upload';

export interface RegistryLimits {
  blobBytes: number;
  /** All blobs together, with what is being uploaded. */
  totalBytes: number;
  /** How many uploads may be open; beyond that the one that rests longest is dropped. */
  uploads: number;
}

const LIMITS: RegistryLimits = { blobBytes: 2 ** 30, totalBytes: 2 ** 32, uploads: 64 };

const fileOf = (digest: string) => checkedDigest(digest).replace(':', '-');

/** Contents by their digest, each a file, and the uploads on the way to become one. */
export class BlobStore {
  private readonly limits: RegistryLimits;
  private readonly open = new Map<string, Upload>();
  private readonly isTemporary: boolean;
  private place?: string;
  private total = 0;

  /** @param folder - keeps the blobs; without it they go with `close()` */
  constructor(folder?: string, limits: Partial<RegistryLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
    this.isTemporary = !folder;
    if (folder) this.take(folder);
  }

  /** Where the files are. The folder is made when it is first needed. */
  get folder(): string {
    return this.place ?? this.take(mkdtempSync(join(tmpdir(), 'bailiwick-images-')));
  }

  has(digest: string): boolean {
    return existsSync(this.pathOf(digest));
  }

  sizeOf(digest: string): number {
    return statSync(this.pathOf(digest)).size;
  }

  /** Name of the blob's file in `folder`. */
  fileOf(digest: string): string {
    return fileOf(digest);
  }

  read(digest: string): Buffer {
    return readFileSync(this.pathOf(digest));
  }

  /** Stores a content that is in memory. */
  write(content: Buffer): string {
    const digest = digestOf(content);
    if (this.has(digest)) return digest;
    this.reserve(content.length, 0);
    writeFileSync(this.pathOf(digest), content);
    return digest;
  }

  begin(repository: string): Upload {
    if (this.open.size >= this.limits.uploads) {
      const [oldest] = [...this.open.values()].sort((a, b) => a.touched - b.touched);
      this.drop(oldest);
    }
    const upload = new Upload(repository, this.folder, (more, size) => this.reserve(more, size));
    this.open.set(upload.id, upload);
    return upload;
  }

  /** @throws RegistryError `BLOB_UPLOAD_UNKNOWN` */
  upload(id: string, repository: string): Upload {
    const upload = this.open.get(id);
    if (upload?.repository === repository) return upload;
    throw new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', `There is no upload ${id}`);
  }

  /** Makes an upload the blob that it has to be; one that is another is dropped. */
  finish(upload: Upload, digest: string): void {
    const wanted = checkedDigest(digest);
    const actual = upload.digest();
    if (actual !== wanted) {
      this.drop(upload);
      throw new RegistryError(400, 'DIGEST_INVALID', `What came is ${actual}, not ${wanted}`);
    }
    if (this.has(wanted)) return this.drop(upload);
    renameSync(upload.path, this.pathOf(wanted));
    this.open.delete(upload.id);
    return undefined;
  }

  /** Gives up an upload, unless it is finished or given up already. */
  drop(upload: Upload): void {
    if (!this.open.delete(upload.id)) return;
    upload.discard();
    this.total -= upload.size;
  }

  /** Removes every blob that `isNeeded` does not know. */
  sweep(isNeeded: (digest: string) => boolean): void {
    if (!this.place) return;
    for (const name of readdirSync(this.place)) {
      const digest = name.replace('-', ':');
      if (!name.startsWith('sha256-') || isNeeded(digest)) continue;
      this.total -= this.sizeOf(digest);
      rmSync(this.pathOf(digest));
    }
  }

  close(): void {
    for (const upload of this.open.values()) this.drop(upload);
    if (this.isTemporary && this.place) rmSync(this.place, { recursive: true, force: true });
  }

  private pathOf(digest: string): string {
    return join(this.folder, fileOf(digest));
  }

  private take(folder: string): string {
    mkdirSync(folder, { recursive: true });
    this.place = folder;
    for (const name of readdirSync(folder)) {
      // Uploads of an earlier run: nobody goes on with them.
      if (name.startsWith('sha256-')) this.total += statSync(join(folder, name)).size;
      else rmSync(join(folder, name));
    }
    return folder;
  }

  private reserve(more: number, size: number): void {
    const { blobBytes, totalBytes } = this.limits;
    const refused = (what: string, most: number) =>
      new RegistryError(413, 'SIZE_INVALID', `${what} have at most ${most} bytes in the sandbox`);
    if (size + more > blobBytes) throw refused('Blobs', blobBytes);
    if (this.total + more > totalBytes) throw refused('All images together', totalBytes);
    this.total += more;
  }
}
