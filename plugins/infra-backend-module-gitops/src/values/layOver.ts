import { type Document, isAlias, isMap, isScalar, type Node, type YAMLMap } from 'yaml';
import { isMap as isPlainMap, type Plain } from './entry';

/** Writes what is wanted into a map of a document. Other keys stay; what an alias stands for is copied before it is changed. */
export function layOver(document: Document, map: YAMLMap, wanted: Record<string, Plain>): void {
  for (const [key, value] of Object.entries(wanted)) {
    const present = map.get(key, true) as Node | undefined;
    if (isPlainMap(value) && isMap(present)) {
      layOver(document, present, value);
    } else if (isPlainMap(value) && isAlias(present)) {
      const own = document.createNode(present.toJS(document));
      if (isMap(own)) layOver(document, own, value);
      map.set(key, isMap(own) ? own : document.createNode(value));
    } else if (!isScalar(present) || present.value !== value) {
      map.set(key, isScalar(present) ? value : document.createNode(value));
    }
  }
}
