import type { LoggerService, UrlReaderService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { parseTypes, type TypeDocument } from './parseTypes';
import { readLocation } from './readLocation';
import type { TypeFileSettings, TypeLocation } from './settings';
import type { FoundDocument, Reading, TypeIntake } from './TypeIntake';

/** A location that does not answer keeps nobody waiting for longer, least of all the start. */
const LONGEST_MS = 20_000;

/** Reads the files of all locations and hands what they have to the {@link TypeIntake}. */
export class TypeFiles {
  /** What was told already is not told again every few minutes. */
  #told = new Set<string>();

  constructor(
    private readonly parts: {
      settings: TypeFileSettings;
      intake: TypeIntake;
      urlReader: UrlReaderService;
      logger: LoggerService;
    },
  ) {}

  /** Brings the stored types to what the files have now. What cannot be read or used is told, and changes nothing. */
  async refresh(): Promise<void> {
    const { settings, intake } = this.parts;
    const readings = await Promise.all(settings.locations.map(location => this.#read(location)));
    const problems = await intake.take({
      documents: readings.flatMap(({ documents }) => documents),
      unread: readings.flatMap(({ unread }) => unread),
    });
    this.#tell([...readings.flatMap(reading => reading.problems), ...problems]);
  }

  async #read(location: TypeLocation): Promise<Reading & { problems: string[] }> {
    const { target } = location;
    try {
      const signal = AbortSignal.timeout(LONGEST_MS);
      const files = await readLocation(location, this.parts.urlReader, signal);
      const documents = files.flatMap(({ file, text }) =>
        parseTypes(text).map((document: TypeDocument): FoundDocument => ({
          ...document,
          location: target,
          file,
        })),
      );
      return { documents, unread: [], problems: [] };
    } catch (error) {
      const problem = `Resource types of ${target} could not be read: ${stringifyError(error)}`;
      return { documents: [], unread: [target], problems: [problem] };
    }
  }

  #tell(problems: readonly string[]): void {
    for (const problem of problems) if (!this.#told.has(problem)) this.parts.logger.warn(problem);
    this.#told = new Set(problems);
  }
}
