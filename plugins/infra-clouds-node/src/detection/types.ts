import type { SyntaxLanguage } from '../syntax/languages';

/** A file of a repository, or why it was left out; paths are relative, with `/`. */
export type RepositoryFile = { path: string; text: string } | { path: string; skipped: SkipReason };

export type SkipReason = 'too-large' | 'binary' | 'unreadable' | 'too-many-files';

/** Where code needs something; line and column count from one. */
export type Place = {
  file: string;
  line: number;
  column: number;
  /** What stands there: `infrar.storage.upload`, or the kind of entry point. */
  what: string;
};

export type DetectedCapability = {
  /** `storage`, `messaging`, …: the module of the neutral SDK. */
  capability: string;
  /** The functions that are used, sorted. */
  operations: string[];
  /** In the order of the files, then of their lines. */
  places: Place[];
  /** Needed because code runs, not because it calls the SDK. */
  implied: boolean;
};

export type Detection = {
  /** Sorted by name. */
  capabilities: DetectedCapability[];
  /** The capabilities that no plugin serves. */
  unserved: string[];
  /** How many files of each language were read. */
  languages: Partial<Record<SyntaxLanguage, number>>;
  /** What was not looked into, and why; `invalid` for code that does not parse. */
  skipped: { path: string; reason: SkipReason | 'invalid'; line?: number; column?: number }[];
};
