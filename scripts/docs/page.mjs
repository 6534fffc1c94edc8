/** Puts the generated parts between their markers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { root } from '../lib/settings.mjs';

const MARKERS = /(<!-- generated: (\S+) -->)[\s\S]*?(<!-- end of generated -->)/g;

/**
 * The page as it is and as the code says it must be.
 *
 * @param {string} page path from the root
 * @param {Record<string, () => string>} parts what to put between the markers, by their name
 * @throws Error where a marker has no part, or a part no marker
 */
export async function renderPage(page, parts) {
  const file = join(root, page);
  const current = readFileSync(file, 'utf8');
  const unused = new Set(Object.keys(parts));
  const filled = current.replace(MARKERS, (_, start, name, end) => {
    if (!(name in parts))
      throw new Error(`${page} has a marker for "${name}", which nothing makes`);
    unused.delete(name);
    return `${start}\n\n${parts[name]()}\n\n${end}`;
  });
  if (unused.size > 0) throw new Error(`${page} has no marker for ${[...unused].join(', ')}`);
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  return { file, current, rendered: await prettier.format(filled, options) };
}
