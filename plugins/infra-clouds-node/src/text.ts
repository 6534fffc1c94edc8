/** Text that has an encoding: half a surrogate pair becomes the replacement character. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns a text takes, as `terraform fmt` counts: letters with their accents are one. */
export function columnsOf(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : [...segmenter.segment(text)].length;
}
