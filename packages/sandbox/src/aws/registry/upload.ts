import { createHash, randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { RegistryError } from './errors';

/** A content on its way, in as many requests as the client likes. */
export class Upload {
  readonly id = randomUUID();
  readonly path: string;
  size = 0;
  /** Milliseconds since 1970. */
  touched = Date.now();
  private readonly hash = createHash('sha256');
  private isBusy = false;
  private isGone = false;

  /** @param reserve - takes room for so many further bytes of a content of this size, or throws */
  constructor(
    readonly repository: string,
    folder: string,
    private readonly reserve: (more: number, size: number) => void,
  ) {
    this.path = join(folder, `upload-${this.id}`);
    writeFileSync(this.path, '');
  }

  /** @throws RegistryError when there is no room, or another request writes */
  async append(chunks: AsyncIterable<Buffer>): Promise<void> {
    this.mustBeFree();
    this.isBusy = true;
    const file = await open(this.path, 'a');
    try {
      for await (const chunk of chunks) {
        if (this.isGone) throw new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', 'It was dropped');
        this.reserve(chunk.length, this.size);
        // Counted first: what is dropped while the bytes are written returns their room too.
        this.size += chunk.length;
        this.touched = Date.now();
        this.hash.update(chunk);
        await file.appendFile(chunk);
      }
    } finally {
      this.isBusy = false;
      await file.close();
    }
  }

  digest(): string {
    this.mustBeFree();
    return `sha256:${this.hash.copy().digest('hex')}`;
  }

  discard(): void {
    this.isGone = true;
    rmSync(this.path, { force: true });
  }

  private mustBeFree(): void {
    if (!this.isBusy) return;
    throw new RegistryError(409, 'BLOB_UPLOAD_INVALID', 'Another request writes to this upload');
  }
}
