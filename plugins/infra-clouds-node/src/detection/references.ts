import type { Node } from 'web-tree-sitter';
import { referencesOf as goReferences } from '../transform/go/references';
import { importsOf } from '../transform/python/imports';
import { referencesOf as pythonReferences } from '../transform/python/references';
import type { SdkPaths } from '../transform/sdk';
import { loadsOf } from '../transform/typescript/imports';
import { referencesOf as scriptReferences } from '../transform/typescript/references';
import type { SyntaxLanguage } from '../syntax/languages';

/** A place that names something of the SDK. */
export type Mention = { at: number; path: string };

/** Any module of the SDK counts, also one that no rule knows. */
const anyModule = (roots: readonly string[]): SdkPaths => ({
  modules: { has: path => path.split('.').length < 3 && roots.includes(path.split('.')[0]) },
  namesIn: () => [],
});

function inPython(root: Node, text: string, roots: readonly string[]): Mention[] {
  const items = importsOf(root, text, roots);
  if (items.length === 0) return [];
  const { references, rebound } = pythonReferences(root, text, items, anyModule(roots));
  const mentions = references.map(({ node, path }) => ({ at: node.startIndex, path }));
  for (const [item, uses] of rebound) {
    for (const use of uses) mentions.push({ at: use.startIndex, path: item.path });
  }
  // What is imported and not read in this file is needed by whoever imports it from here.
  const read = new Set(references.flatMap(reference => reference.items));
  const silent = items.filter(item => !read.has(item) && !rebound.get(item)?.length);
  return [...mentions, ...silent.map(item => ({ at: item.node.startIndex, path: item.imported }))];
}

function inScript(root: Node, text: string, roots: readonly string[]): Mention[] {
  const { items, others } = loadsOf(root, text, roots);
  const { references } = scriptReferences(root, text, items, anyModule(roots).modules);
  const read = new Set(references.map(({ item }) => item));
  return [
    ...references.map(({ node, path }) => ({ at: node.startIndex, path })),
    ...items
      .filter(item => !read.has(item))
      .map(({ node, path }) => ({ at: node.startIndex, path })),
    ...others.map(({ node }) => {
      const module = /['"`]([\w-]+(?:\/[\w-]+)*)['"`]/.exec(node.text)?.[1] ?? '';
      return { at: node.startIndex, path: module.replaceAll('/', '.') };
    }),
  ];
}

function inGo(root: Node, text: string, roots: readonly string[]): Mention[] {
  const { items, references } = goReferences(root, text, roots, anyModule(roots));
  const used = new Set(references.map(({ item }) => item));
  return [
    ...references.map(({ node, path }) => ({ at: node.startIndex, path })),
    ...items
      .filter(item => !used.has(item))
      .map(({ spec, module }) => ({ at: spec.startIndex, path: module })),
  ];
}

/** Every place where code needs a module of the SDK, in the order of the text. */
export function mentionsIn(
  root: Node,
  text: string,
  language: SyntaxLanguage,
  roots: readonly string[],
): Mention[] {
  const find = {
    python: inPython,
    go: inGo,
    typescript: inScript,
    tsx: inScript,
    javascript: inScript,
  };
  return find[language](root, text, roots).sort((a, b) => a.at - b.at);
}
