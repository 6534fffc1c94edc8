import type { LoggerService, UrlReaderService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { parseTypes, type TypeDocument } from './parseTypes';
import { readLocation } from './readLocation';
import type { TypeFileSettings, TypeLocation } from './settings';
import type { FoundDocument, Reading, TypeIntake } from './TypeIntake';

/** A location that does not answer keeps nobody waiting for longer, least of all the start. */
const LONGEST_MS = 20_000;

/** What has types besides the configured locations, such as cloud plugins. */
export interface TypeSource {
  /** @throws Error where it could not be read, by which what it had stays as it is */
  read(): Promise<FoundDocument[]>;
  /** What its documents have as their location. */
  location: string;
}

/** Reads the files of all locations and hands what they have to the {@link TypeIntake}. */
export class TypeFiles {
  /** What was told already is not told again every few minutes. */
  #told = new Set<string>();

  constructor(
    private readonly parts: {
      settings: TypeFileSettings;
      sources: readonly TypeSource[];
      intake: TypeIntake;
      urlReader: UrlReaderService;
      logger: LoggerService;
    },
  ) {}

  /** Brings the stored types to what the files have now. What cannot be read or used is told, and changes nothing. */
  async refresh(): Promise<void> {
    const { settings, sources, intake } = this.parts;
    const readings = await Promise.all([
      ...settings.locations.map(location =>
        this.#read({ location: location.target, read: () => this.#readFiles(location) }),
      ),
      ...sources.map(source => this.#read(source)),
    ]);
    const problems = await intake.take({
      documents: readings.flatMap(({ documents }) => documents),
      unread: readings.flatMap(({ unread }) => unread),
    });
    this.#tell([...readings.flatMap(reading => reading.problems), ...problems]);
  }

  async #read(source: TypeSource): Promise<Reading & { problems: string[] }> {
    try {
      return { documents: await source.read(), unread: [], problems: [] };
    } catch (error) {
      const problem = `Resource types of ${source.location} could not be read: ${stringifyError(error)}`;
      return { documents: [], unread: [source.location], problems: [problem] };
    }
  }

  async #readFiles(location: TypeLocation): Promise<FoundDocument[]> {
    const signal = AbortSignal.timeout(LONGEST_MS);
    const files = await readLocation(location, this.parts.urlReader, signal);
    return files.flatMap(({ file, text }) =>
      parseTypes(text).map((document: TypeDocument): FoundDocument => ({
        ...document,
        location: location.target,
        file,
      })),
    );
  }

  #tell(problems: readonly string[]): void {
    for (const problem of problems) if (!this.#told.has(problem)) this.parts.logger.warn(problem);
    this.#told = new Set(problems);
  }
}
