import type { Node } from 'web-tree-sitter';

const escaped = (name: string) => name.replace(/[$]/g, '\\$&');
const WORD = /[\p{ID_Start}_][\p{ID_Continue}]*/gu;

const BEYOND_ASCII = /[\u0080-\uFFFF]/;

function* writtenAt(text: string, names: string[], folded: boolean) {
  const present = names.filter(name => text.includes(name));
  if (present.length > 0) {
    const any = present.map(escaped).join('|');
    const search = new RegExp(`(?<![\\p{ID_Continue}$])(?:${any})(?![\\p{ID_Continue}$])`, 'gu');
    for (const match of text.matchAll(search)) {
      yield { name: match[0], start: match.index, end: match.index + match[0].length };
    }
  }
  if (!folded || !BEYOND_ASCII.test(text)) return;
  for (const match of text.matchAll(WORD)) {
    if (!BEYOND_ASCII.test(match[0])) continue;
    const name = match[0].normalize('NFKC');
    if (names.includes(name)) {
      yield { name, start: match.index, end: match.index + match[0].length };
    }
  }
}

/**
 * The nodes where a name is written, in the order of the text. Found by searching the text, which is much faster than walking a tree
 * that lives in WebAssembly; what is no name there (a part of a string or of a comment) has another node type and is left out.
 * @param folded whether letters of other alphabets that Unicode folds together mean the same name, as they do in Python
 */
export function occurrencesOf(
  root: Node,
  text: string,
  names: Iterable<string>,
  types: ReadonlySet<string>,
  folded = false,
): Map<string, Node[]> {
  const list = [...new Set(names)];
  const found = new Map<string, Node[]>(list.map(name => [name, []]));
  if (list.length === 0) return found;
  for (const { name, start, end } of writtenAt(text, list, folded)) {
    const node = root.descendantForIndex(start, end);
    if (node && types.has(node.type) && node.startIndex === start && node.endIndex === end) {
      found.get(name)!.push(node);
    }
  }
  for (const nodes of found.values()) nodes.sort((a, b) => a.startIndex - b.startIndex);
  return found;
}
