/**
 * `npm run docs`: writes the generated parts of `docs/` anew; with `--check` only says which are stale. Both say
 * which links lead nowhere.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findBrokenLinks, findUnlistedPages } from '../docs/links.mjs';
import { renderPage } from '../docs/page.mjs';
import { pages } from '../docs/parts.mjs';
import { say } from '../lib/console.mjs';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

try {
  const stale = [];
  for (const [page, parts] of Object.entries(pages)) {
    const { file, current, rendered } = await renderPage(page, parts);
    if (rendered === current) continue;
    stale.push(page);
    if (!values.check) writeFileSync(file, rendered);
  }
  if (values.check && stale.length > 0) {
    throw new Error(`${stale.join(', ')} no longer says what the code does: run "npm run docs"`);
  }
  for (const page of findUnlistedPages()) say.note(`mkdocs.yml does not list ${page}`);
  const broken = findBrokenLinks();
  if (broken.length > 0) throw new Error(broken.join('\n  '));
  say.done(
    stale.length > 0 ? `Written anew: ${stale.join(', ')}` : 'The pages say what the code does',
  );
} catch (error) {
  say.failure(error.message);
  process.exitCode = 1;
}
process.exit();
