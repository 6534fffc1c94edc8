import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  languageOf,
  readRepository,
  type RepositoryFile,
} from '@bailiwick/backstage-plugin-infra-clouds-node';
import { upstreamFailed, validationError } from '@bailiwick/backstage-plugin-infra-node';
import { rm } from 'node:fs/promises';

const LARGEST_FILE = 1_000_000;
const LARGEST_REPOSITORY = 128_000_000;
const LONGEST_MS = 60_000;

const POINTER = '/repository';

const refuse = (message: string) => validationError([{ pointer: POINTER, message }]);

function refusalOf(error: Error): Error {
  switch (error.name) {
    case 'NotFoundError':
      return refuse('must be a repository that the portal may read, and a branch or folder in it');
    case 'NotAllowedError':
      return refuse('must be on a git host that the portal is configured for');
    default:
      return upstreamFailed('The git host did not hand out the repository', error);
  }
}

/** Code on git hosts that the portal's `integrations` name, read with their credentials. */
export class CodeRepositories {
  /** @param mostBytes - of all files that are fetched, code above a megabyte included */
  constructor(
    private readonly reader: UrlReaderService,
    private readonly mostBytes = LARGEST_REPOSITORY,
  ) {}

  /**
   * Fetches a repository, or a folder of it, hands its files to `use`, and forgets them.
   *
   * @throws InfraError VALIDATION_ERROR where there is none that the portal may read, UPSTREAM_FAILED where its host does not answer
   */
  async withFiles<T>(
    repository: string,
    use: (files: AsyncIterable<RepositoryFile>) => Promise<T>,
  ): Promise<T> {
    const folder = await this.#fetch(repository);
    try {
      return await use(readRepository(folder, { fileSize: LARGEST_FILE }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #fetch(repository: string): Promise<string> {
    let bytes = 0;
    const filter = (path: string, info?: { size: number }): boolean => {
      const size = info?.size ?? 0;
      // Pictures and archives are not looked into; code that is too large is kept, to be named as left out.
      if (size > LARGEST_FILE && languageOf(path) === undefined) return false;
      bytes += size;
      return bytes <= this.mostBytes;
    };
    const folder = await this.reader
      .readTree(repository, { signal: AbortSignal.timeout(LONGEST_MS), filter })
      .then(tree => tree.dir())
      .catch(error => {
        throw refusalOf(toError(error));
      });
    if (bytes <= this.mostBytes) return folder;
    await rm(folder, { recursive: true, force: true });
    const most = Math.round(this.mostBytes / 1_000_000);
    throw refuse(`must have at most ${most} MB of files to look into: name a folder in it`);
  }
}
