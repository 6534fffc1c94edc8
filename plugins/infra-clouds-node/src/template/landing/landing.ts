import { Budget } from '../budget';
import { TemplateFault } from '../errors';
import { Raw, TemplateLanguage } from '../values';

/**
 * Follows the text of a result through one language, so that a value can be written for the place
 * where it lands. `feed` takes everything that is written, values too.
 */
export interface Landing {
  feed(text: string): void;
  /** The value as it has to be written here; refuses where no value can stand safely. */
  place(value: unknown, budget: Budget): string;
}

export function refuse(reason: string): TemplateFault {
  return new TemplateFault('placement', reason);
}

/** The code of a piece that may stand in code of this language. */
export function codeOf(raw: Raw, language: TemplateLanguage): string {
  if (raw.language && raw.language !== language) {
    throw refuse(`a piece of ${raw.language} cannot stand in ${language}`);
  }
  return raw.code;
}

/** A value inside a string: text, numbers and truth values have one obvious form, others have none. */
export function scalarText(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (value instanceof Raw) throw refuse(`a piece of code cannot stand in ${where}`);
  throw refuse(`only text, numbers and truth values can stand in ${where}`);
}

/** A comment ends with its line, so a value in it has only one. */
export function commentText(value: unknown, closing?: string): string {
  const line = scalarText(value, 'a comment').replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
  return closing
    ? line
        .split(closing)
        .join([...closing].join(' '))
        .replace(/^\/|\*$/g, ' ')
    : line;
}
