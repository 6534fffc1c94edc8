const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Reads the values of a JSON list while its text still comes, so that neither all of the text nor all of the values are in memory.
 *
 * The text is cut at commas between values, and each piece is parsed as a list of its own. Where the cuts are is all that is decided
 * here: that brackets match and values are well-formed is seen by the parser, in the piece that has them.
 */
export class ListReader {
  #pending = '';
  #isList: boolean | undefined;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #pieces = 0;

  /**
   * The values that are complete with this text.
   *
   * @throws SyntaxError where they are not JSON
   */
  read(text: string): unknown[] {
    this.#isList ??= /\S/.test(text) ? text.trimStart().startsWith('[') : undefined;
    const end = this.#lastComma(text);
    if (!this.#isList || end === -1) {
      this.#pending += text;
      return [];
    }
    const piece = this.#pending + text.slice(0, end);
    this.#pending = text.slice(end + 1);
    return this.#valuesOf(`${piece}]`);
  }

  /**
   * The values that are left, once all text was read; something else than a list where the text is no list.
   *
   * @throws SyntaxError where they are not JSON
   */
  end(): unknown {
    return this.#pieces === 0 ? JSON.parse(this.#pending) : this.#valuesOf(this.#pending);
  }

  #valuesOf(piece: string): unknown[] {
    const values: unknown[] = JSON.parse(this.#pieces === 0 ? piece : `[${piece}`);
    if (values.length === 0) throw new SyntaxError('A comma without a value beside it');
    this.#pieces++;
    return values;
  }

  /** Where the last comma between two values is; -1 where there is none. */
  #lastComma(text: string): number {
    let last = -1;
    for (let place = 0; place < text.length; place++) {
      const code = text.charCodeAt(place);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) this.#inString = false;
      } else if (code === QUOTE) this.#inString = true;
      else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#depth++;
      else if (code === CLOSE_LIST || code === CLOSE_OBJECT) this.#depth--;
      else if (code === COMMA && this.#depth === 1) last = place;
    }
    return last;
  }
}
