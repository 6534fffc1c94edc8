import type { Clone, FileChange, FileState } from '@bailiwick/backstage-plugin-infra-node';
import { editEntryFile, editList, type Entry, type EntryChange, ValuesError } from '../values';

/** What one change does to the repository. */
export type Edit =
  | { kind: 'list'; path: string; key: string; change: EntryChange }
  | { kind: 'file'; path: string; change: { put: Entry } | { remove: string } }
  | { kind: 'restore'; path: string; revision: string };

export interface EditPlan {
  changes: FileChange[];
  /** Edits that cannot be made, by their index. The others are in `changes`. */
  refusals: Map<number, string>;
}

/** Works out what a sequence of edits makes of the files at `head`. Edits that change nothing are no reason to commit. */
export async function planEdits(
  clone: Clone,
  head: string | undefined,
  edits: readonly Edit[],
): Promise<EditPlan> {
  const [first] = edits;
  if (edits.length === 1 && first.kind === 'restore') return planRestore(clone, head, first);

  const paths = [...new Set(edits.map(({ path }) => path))];
  const present = head ? await clone.read(head, paths) : new Map<string, FileState>();
  const plan: EditPlan = { changes: [], refusals: new Map() };
  for (const path of paths) {
    const own = edits.flatMap((edit, index) => (edit.path === path ? [{ edit, index }] : []));
    const change = planFile(path, present.get(path), own, plan.refusals);
    if (change) plan.changes.push(change);
  }
  return plan;
}

type Numbered = { edit: Edit; index: number };

const refuse = (edits: readonly Numbered[], reason: string, refusals: Map<number, string>) =>
  edits.forEach(({ index }) => refusals.set(index, reason));

/** What the edits of one file make of it; undefined where they change nothing. */
function planFile(
  path: string,
  before: FileState | undefined,
  edits: readonly Numbered[],
  refusals: Map<number, string>,
): FileChange | undefined {
  if (before && 'problem' in before) {
    refuse(edits, before.problem, refusals);
    return undefined;
  }
  const after = editFile(path, before?.text, edits, refusals);
  if (after === before?.text) return undefined;
  return after === undefined ? { path, remove: true } : { path, text: after, mode: before?.mode };
}

/** The text of one file after the edits of it. What is wrong with the file as a whole is wrong with each of them. */
function editFile(
  path: string,
  before: string | undefined,
  edits: readonly Numbered[],
  refusals: Map<number, string>,
): string | undefined {
  let text = before;
  for (let next = 0; next < edits.length;) {
    const { edit } = edits[next];
    const group = edit.kind === 'list' ? sameList(edits.slice(next), edit.key) : [edits[next]];
    next += group.length;
    try {
      text =
        edit.kind === 'list'
          ? editGroup(text, path, edit.key, group, refusals)
          : editOne(text, edit);
    } catch (error) {
      // Whatever it is, it must not keep the changes of others waiting.
      const reason = error instanceof ValuesError ? error.message : `${path}: ${error}`;
      refuse(group, reason, refusals);
    }
  }
  return text;
}

/** The edits from the first on that are of one list; they are made in one go. */
function sameList(edits: readonly Numbered[], key: string): Numbered[] {
  const end = edits.findIndex(({ edit }) => edit.kind !== 'list' || edit.key !== key);
  return edits.slice(0, end < 0 ? edits.length : end);
}

function editGroup(
  text: string | undefined,
  path: string,
  key: string,
  group: readonly Numbered[],
  refusals: Map<number, string>,
): string | undefined {
  const changes = group.flatMap(({ edit }) => (edit.kind === 'list' ? [edit.change] : []));
  const edited = editList(text, path, key, changes);
  for (const [place, refusal] of edited.refusals) refusals.set(group[place].index, refusal.message);
  return edited.text ?? text;
}

function editOne(text: string | undefined, edit: Edit): string | undefined {
  if (edit.kind === 'restore') throw new Error('A restore is a commit of its own');
  if (edit.kind === 'list') throw new Error('Edits of a list are made together');
  const { change, path } = edit;
  if ('remove' in change) return undefined;
  return editEntryFile(text, path, change.put) ?? text;
}

async function planRestore(
  clone: Clone,
  head: string | undefined,
  { path, revision }: Edit & { kind: 'restore' },
): Promise<EditPlan> {
  const refused = (reason: string) => ({ changes: [], refusals: new Map([[0, reason]]) });
  if (!head || !(await clone.isAncestor(revision, head))) {
    return refused(`The branch ${clone.branch} does not contain the commit ${revision}`);
  }
  const [then, now] = await Promise.all([clone.tree(revision, path), clone.tree(head, path)]);
  if (!then) return refused(`The folder ${path || '/'} did not exist at ${revision}`);
  if (then === now) return refused(`Nothing has changed in ${path || '/'} since ${revision}`);
  return { changes: [{ path, tree: then }], refusals: new Map() };
}
