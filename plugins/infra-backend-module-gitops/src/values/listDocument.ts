import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  visit,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import type { Entry } from './entry';
import { layOver } from './layOver';
import type { ListPlan } from './listText';

/**
 * Changes the list in the parsed document, for files whose list has no lines of its own. Keys, comments, order and anchors stay;
 * spaces may not.
 */
export function editListDocument(document: Document, key: string, plan: ListPlan): void {
  const list = openList(document, key);
  for (const [index, entry] of plan.updated) {
    list.items[index] = updateItem(document, list.items[index] as Node, entry);
  }
  for (const index of [...plan.removed].sort((a, b) => b - a)) {
    releaseAnchors(document, list.items[index] as Node);
    list.items.splice(index, 1);
  }
  for (const entry of plan.added) list.items.push(document.createNode(entry));
  if (list.items.length === 0) list.flow = true;
}

/** The list as a node that may be changed: one that stands elsewhere is copied, one that is absent or null is made. */
function openList(document: Document, key: string): YAMLSeq {
  if (!isMap(document.contents)) document.contents = document.createNode({}) as YAMLMap;
  const present = document.get(key, true) as Node | undefined;
  if (isSeq(present)) {
    if (present.items.length === 0) present.flow = document.contents.flow;
    return present;
  }
  const copy = isAlias(present) ? present.toJS(document) : [];
  const list = document.createNode(copy ?? []) as YAMLSeq;
  document.set(key, list);
  return list;
}

function updateItem(document: Document, item: Node, entry: Entry): Node {
  const isOwn = isMap(item) && !hasAnchors(item);
  if (!isOwn) releaseAnchors(document, item);
  const own = isOwn ? item : (document.createNode(item.toJS(document)) as YAMLMap);
  layOver(document, own, entry);
  return own;
}

const isAnchored = (node: unknown): node is Node & { anchor: string } =>
  (isScalar(node) || isCollection(node)) && Boolean(node.anchor);

function hasAnchors(node: Node): boolean {
  let found = false;
  visit(node, {
    Node(_, inner) {
      if (!isAnchored(inner)) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** Moves what is anchored within a node to the first place outside that refers to it, so that the node can go. */
function releaseAnchors(document: Document, node: Node): void {
  const anchored = new Map<string, Node>();
  visit(node, {
    Node(_, inner) {
      if (isAnchored(inner)) anchored.set(inner.anchor, inner);
    },
  });
  if (anchored.size === 0) return;
  visit(document, {
    Node(_, outer) {
      return outer === node ? visit.SKIP : undefined;
    },
    Alias(_, alias) {
      const source = anchored.get(alias.source);
      if (!source) return undefined;
      anchored.delete(alias.source);
      const moved = source.clone();
      return isNode(moved) ? moved : undefined;
    },
  });
}
