import { posix } from 'node:path';
import { Heading, Rendered } from './render';
import { NavItem, Page, Site } from './site';

/** The reader keeps a stylesheet only under a name that MkDocs would give it. */
export const STYLESHEET_PATH = 'assets/stylesheets/main.ba111111.min.css';

/** What MkDocs' theme would bring and the reader's own rules build on, as far as these pages need it. */
export const STYLESHEET = `
.md-main__inner { display: block; }
.md-sidebar { overflow-y: auto; }
.md-nav__list { list-style: none; margin: 0; padding: 0 0 0 0.8rem; }
.md-nav__item { padding: 0.2rem 0; }
.md-nav__title { display: block; font-weight: 700; padding-top: 0.6rem; }
.md-nav__link { color: var(--md-default-fg-color); text-decoration: none; }
.md-nav__link:hover { text-decoration: underline; }
.md-typeset { line-height: 1.55; }
.md-typeset a { color: var(--md-typeset-a-color); }
.md-content__inner { padding: 0 1.2rem 2rem; }
.md-typeset table { border-collapse: collapse; display: block; overflow-x: auto; }
.md-typeset th, .md-typeset td { border: 1px solid var(--md-default-fg-color--lightest); padding: 0.4rem 0.7rem; text-align: left; vertical-align: top; }
.md-typeset pre { position: relative; overflow-x: auto; padding: 0.7rem 1rem; background: var(--md-code-bg-color); border-radius: 4px; }
.md-typeset code { background: var(--md-code-bg-color); border-radius: 3px; padding: 0 0.2em; }
.md-typeset pre > code { padding: 0; }
.md-typeset img { max-width: 100%; }
@media screen and (max-width: 76.1875em) { .md-sidebar--secondary { display: none; } }
`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (text: string) => text.replace(/[&<>"]/g, character => ENTITIES[character]);

function navHtml(items: NavItem[], page: Page): string {
  const rows = items.map(item => {
    if ('items' in item) {
      return `<li class="md-nav__item"><span class="md-nav__title">${escape(item.title)}</span>${navHtml(item.items, page)}</li>`;
    }
    const active = item.source === page.source;
    const href = `${posix.relative(page.url, item.url) || '.'}/`;
    return `<li class="md-nav__item${active ? ' md-nav__item--active' : ''}"><a class="md-nav__link${active ? ' md-nav__link--active' : ''}" href="${href}"><span class="md-ellipsis">${escape(item.title)}</span></a></li>`;
  });
  return `<ul class="md-nav__list">${rows.join('')}</ul>`;
}

function tocHtml(headings: Heading[]): string {
  const rows = headings
    .filter(({ level }) => level === 2 || level === 3)
    .map(
      ({ id, level, text }) =>
        `<li class="md-nav__item" style="padding-left:${(level - 2) * 0.8}rem"><a class="md-nav__link" href="#${id}">${escape(text)}</a></li>`,
    );
  return rows.length > 0 ? `<ul class="md-nav__list">${rows.join('')}</ul>` : '';
}

/** The whole page, in the structure that the TechDocs reader expects of MkDocs. */
export function pageHtml(site: Site, page: Page, content: Rendered): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escape(page.title)} - ${escape(site.name)}</title>
<link rel="stylesheet" href="${posix.relative(page.url, STYLESHEET_PATH)}">
</head>
<body dir="ltr">
<div class="md-container" data-md-component="container">
<main class="md-main" data-md-component="main">
<div class="md-main__inner md-grid">
<div class="md-sidebar md-sidebar--primary" data-md-component="sidebar" data-md-type="navigation">
<div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">
<nav class="md-nav md-nav--primary" aria-label="Documentation">${navHtml(site.nav, page)}</nav>
</div></div>
</div>
<div class="md-sidebar md-sidebar--secondary" data-md-component="sidebar" data-md-type="toc">
<div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">
<nav class="md-nav md-nav--secondary" aria-label="On this page">${tocHtml(content.headings)}</nav>
</div></div>
</div>
<div class="md-content" data-md-component="content">
<article class="md-content__inner md-typeset">
${content.html}
</article>
</div>
</div>
</main>
</div>
</body>
</html>
`;
}
