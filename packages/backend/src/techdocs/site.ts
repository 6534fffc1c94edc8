import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { InputError, isError } from '@backstage/errors';
import { parse } from 'yaml';

/** A page of the documentation; paths are with `/`. */
export interface Page {
  title: string;
  /** The Markdown file, within the folder of the documentation. */
  source: string;
  /** Folder of the page within the site, ending in `/`; empty for the first page. */
  url: string;
}

export type NavItem = Page | { title: string; items: NavItem[] };

export interface Site {
  name: string;
  description: string;
  docsFolder: string;
  nav: NavItem[];
}

type NavEntry = string | Record<string, unknown>;

/** Where the page of a Markdown file is: `a/b.md` at `a/b/`, `a/index.md` and `a/README.md` at `a/`. */
export function urlOf(source: string): string {
  const folder = posix.dirname(source) === '.' ? '' : `${posix.dirname(source)}/`;
  const name = posix.basename(source, '.md');
  return name === 'index' || name === 'README' ? folder : `${folder}${name}/`;
}

const page = (source: string, title: string): Page => ({ title, source, url: urlOf(source) });

function navItem(entry: NavEntry, file: string): NavItem {
  if (typeof entry === 'string') return page(entry, posix.basename(entry, '.md'));
  const [[title, content]] = Object.entries(entry);
  if (typeof content === 'string') return page(content, title);
  if (Array.isArray(content)) return { title, items: content.map(item => navItem(item, file)) };
  throw new InputError(`${file}: "${title}" in nav must be a page or a list of pages`);
}

/**
 * Reads `mkdocs.yml` of a folder: the name, the folder of the documents and the navigation.
 *
 * @throws InputError that names the file and what is wrong with it
 */
export async function readSite(folder: string): Promise<Site> {
  const file = join(folder, 'mkdocs.yml');
  const text = await readFile(file, 'utf8').catch(error => {
    if (isError(error) && error.code === 'ENOENT') throw new InputError(`There is no ${file}`);
    throw error;
  });
  const config = parse(text) ?? {};
  if (!Array.isArray(config.nav)) throw new InputError(`${file} has no list "nav"`);
  return {
    name: config.site_name ?? 'Documentation',
    description: config.site_description ?? '',
    docsFolder: join(folder, config.docs_dir ?? 'docs'),
    nav: config.nav.map((entry: NavEntry) => navItem(entry, file)),
  };
}

/** All pages of a navigation, in its order. */
export function pagesOf(nav: NavItem[]): Page[] {
  return nav.flatMap(item => ('items' in item ? pagesOf(item.items) : [item]));
}
