export type DiffLineKind = 'same' | 'added' | 'removed' | 'hunk';

export interface DiffLine {
  kind: DiffLineKind;
  text: string;
  /** In the file as it was, from 1; missing of what is added. */
  before?: number;
  /** In the file as it becomes; missing of what is removed. */
  after?: number;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The lines of a unified diff of one file, with their numbers. What stands before the first hunk is left out. */
export function parseUnifiedDiff(diff: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  let isInHunk = false;
  for (const line of diff.split('\n')) {
    const hunk = HUNK.exec(line);
    const text = line.slice(1).replace(/\r$/, '');
    if (hunk) {
      isInHunk = true;
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      lines.push({ kind: 'hunk', text: line });
    } else if (isInHunk && line.startsWith('+')) {
      lines.push({ kind: 'added', text, after: after++ });
    } else if (isInHunk && line.startsWith('-')) {
      lines.push({ kind: 'removed', text, before: before++ });
    } else if (isInHunk && line.startsWith(' ')) {
      lines.push({ kind: 'same', text, before: before++, after: after++ });
    }
  }
  return lines;
}
