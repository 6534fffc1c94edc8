/** Checks that the pages lead somewhere: the navigation, links between files, and headings that links name. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { root } from '../lib/settings.mjs';

const docs = join(root, 'docs');

/** Every page: those of `docs/`, and the README files of the repository and its packages. */
function allPages() {
  const packages = ['plugins', 'packages'].flatMap(parent =>
    readdirSync(join(root, parent)).map(name => join(root, parent, name, 'README.md')),
  );
  const others = ['README.md', 'CONTRIBUTING.md'].map(name => join(root, name));
  return [...docsPages(), ...others, ...packages].filter(file => existsSync(file));
}

const docsPages = () =>
  readdirSync(docs, { recursive: true })
    .filter(name => name.endsWith('.md'))
    .map(name => join(docs, name));

function navigated(items) {
  return items.flatMap(item => {
    const [content] = typeof item === 'string' ? [item] : Object.values(item);
    return Array.isArray(content) ? navigated(content) : [join(docs, content)];
  });
}

const withoutCode = text => text.replace(/^(```+)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '``');

/** As the portal's TechDocs and git hosts make them. */
function anchorsOf(text) {
  const headings = text.replace(/^(```+)[\s\S]*?^\1/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s+/g, '-'),
    ),
  );
}

function problemsOf(file) {
  const text = readFileSync(file, 'utf8');
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  return links
    .filter(link => !/^[a-z][a-z\d+.-]*:/i.test(link))
    .flatMap(link => {
      const [path, anchor] = link.split('#');
      const target = path ? resolve(dirname(file), path) : file;
      const named = `${relative(root, file)} links to ${link}`;
      if (!existsSync(target)) return [`${named}, which is not there`];
      if (!anchor || !statSync(target).isFile()) return [];
      return anchorsOf(readFileSync(target, 'utf8')).has(anchor)
        ? []
        : [`${named}, which has no such heading`];
    });
}

const nameOf = file => relative(root, file);

const listedPages = () =>
  new Set(navigated(parse(readFileSync(join(root, 'mkdocs.yml'), 'utf8')).nav));

/** @returns {string[]} one sentence for each link or entry of the navigation that leads nowhere */
export function findBrokenLinks() {
  const missing = [...listedPages()].filter(file => !existsSync(file));
  return [
    ...missing.map(file => `mkdocs.yml lists ${nameOf(file)}, which is not there`),
    ...allPages().flatMap(problemsOf),
  ];
}

/** @returns {string[]} pages that the portal does not show, because the navigation does not list them */
export function findUnlistedPages() {
  const listed = listedPages();
  return docsPages()
    .filter(file => !listed.has(file))
    .map(nameOf);
}
