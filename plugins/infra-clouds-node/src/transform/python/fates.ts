import type { Node } from 'web-tree-sitter';
import { occurrencesOf } from '../../syntax/words';
import { walk } from '../../syntax/tree';
import type { Sdk, SdkException } from '../sdk';
import { unboundNames } from './builtins';
import { IDENTIFIER, type ImportItem } from './imports';
import { scopeOf } from './roles';
import type { Complaint, Helper, Planner } from './plan';
import type { Reference, References } from './references';

export type Decisions = { item: ImportItem; fate: 'stays' | 'goes' | Helper | SdkException }[];

/** The names that a module says it offers, in `__all__`. */
function offered(root: Node, text: string): Set<string> {
  const names = new Set<string>();
  for (const node of occurrencesOf(root, text, ['__all__'], IDENTIFIER).get('__all__')!) {
    let holder: Node | null = node;
    while (holder && !holder.type.endsWith('statement')) holder = holder.parent;
    if (!holder) continue;
    walk(holder, inner => {
      if (inner.type === 'string_content') names.add(inner.text);
    });
  }
  return names;
}

/** Whether a string is this name, as an annotation or a test's `patch` may have it. */
const isNamedInString = (name: string, text: string) =>
  new RegExp(`(['"])(?:[\\w.]+\\.)?${name}\\1`).test(text);

const isAround = (module: string, path: string) => path === module || path.startsWith(`${module}.`);

/**
 * Decides what becomes of each import: it goes when all that came through it is replaced, it stays for what is refused, and where the
 * name itself must go on to mean something, it is bound to what stands for the operation.
 */
export function decideFates(
  root: Node,
  text: string,
  items: readonly ImportItem[],
  { references, rebound, starred }: References,
  refused: readonly Reference[],
  sdk: Sdk,
  planner: Planner,
  complain: Complaint,
  path: string | undefined,
): Decisions {
  const package_ = /(^|[\\/])__init__\.py$/.test(path ?? '');
  const all = offered(root, text);
  const used = new Set(references.flatMap(reference => reference.items));
  const isOffered = (item: ImportItem) =>
    item.passedOn ||
    all.has(item.name) ||
    (package_ && item.statement.parent?.type === 'module') ||
    scopeOf(item.statement).type === 'class_definition' ||
    (!used.has(item) && isNamedInString(item.name, text));
  const isNeeded = (item: ImportItem) =>
    refused.some(
      one =>
        one.items.includes(item) &&
        (item.path === item.imported ||
          isAround(item.imported, one.path) ||
          isAround(one.path, item.imported)),
    );
  return items.map((item): Decisions[number] => {
    const { nameNode } = item;
    if (item.star) {
      const unclear = starred.filter(({ star }) => star === item);
      for (const { use } of unclear) {
        const message = `${use.text} may be of ${item.path} here or not, so it is not replaced`;
        complain('error', 'ambiguous-name', message, use);
      }
      const needed = unclear.length > 0 || isNeeded(item);
      return decideStar(root, item, sdk, needed, complain);
    }
    const uses = rebound.get(item);
    if (uses || (isOffered(item) && sdk.knows(item.path))) {
      const bound = planner.planBinding(item, nameNode);
      if (bound) return { item, fate: bound };
      for (const use of uses?.length ? uses : [nameNode]) {
        const message = `${item.name} is not always ${item.path} here, so what is called on it is not known`;
        complain('error', 'ambiguous-name', message, use);
      }
      return { item, fate: 'stays' };
    }
    if (isNeeded(item)) return { item, fate: 'stays' };
    const known = sdk.knows(item.path) || sdk.modules.has(item.imported);
    if (!known || isOffered(item)) {
      const message = `There is no rule for ${item.imported}, so its import stays`;
      if (!used.has(item)) complain('warning', 'no-rule', message, nameNode);
      return { item, fate: 'stays' };
    }
    if (!used.has(item)) {
      complain(
        'info',
        'unused-import',
        `Nothing here uses ${item.imported}; its import is removed`,
        nameNode,
      );
    }
    return { item, fate: 'goes' };
  });
}

/** A star may bring names that no rule knows; it goes only when nothing else is left that could have come from it. */
function decideStar(
  root: Node,
  item: ImportItem,
  sdk: Sdk,
  needed: boolean,
  complain: Complaint,
): Decisions[number] {
  const known = new Set(sdk.namesIn(item.path));
  const left = unboundNames(root).filter(name => !known.has(name));
  if (left.length > 0) {
    const list = left.slice(0, 5).join(', ');
    const message = `Other names may come from ${item.path}: ${list}; its import stays`;
    complain('warning', 'star-import', message, item.nameNode);
    return { item, fate: 'stays' };
  }
  return { item, fate: needed ? 'stays' : 'goes' };
}
