import { posix } from 'node:path';
import MarkdownIt from 'markdown-it';
import { Page, urlOf } from './site';

export interface Heading {
  id: string;
  level: number;
  text: string;
}

export interface Rendered {
  html: string;
  headings: Heading[];
  /** The words of the page, for the search. */
  text: string;
}

type Token = ReturnType<MarkdownIt['parse']>[number];

const markdown = new MarkdownIt({ html: true, linkify: true });

function wordsOf(token: Token | undefined): string[] {
  if (!token) return [];
  if (token.children) return token.children.flatMap(wordsOf);
  return ['text', 'code_inline', 'fence', 'code_block'].includes(token.type) ? [token.content] : [];
}

/** Gives every heading an id of its words, and a number where two are the same. */
function nameHeadings(tokens: Token[]): Heading[] {
  const seen = new Map<string, number>();
  const headings: Heading[] = [];
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return;
    const text = wordsOf(tokens[index + 1]).join('');
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .trim()
      .replace(/\s+/g, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    const id = count === 0 ? slug : `${slug}_${count}`;
    token.attrSet('id', id);
    headings.push({ id, level: Number(token.tag.slice(1)), text });
  });
  return headings;
}

/**
 * What a file says of its neighbours, said from the page's folder: `roles.md#who` becomes `../roles/#who`.
 * Addresses with a scheme, and those within the page, stay.
 */
function relink(token: Token, attribute: 'href' | 'src', page: Page) {
  const value = token.attrGet(attribute);
  if (!value || /^([a-z][a-z\d+.-]*:|\/|#)/i.test(value)) return;
  const [path, fragment] = value.split(/(?=#)/);
  const target = posix.normalize(posix.join(posix.dirname(page.source), path));
  const url = target.endsWith('.md') ? urlOf(target) : target;
  const relative = posix.relative(page.url, url) || '.';
  token.attrSet(attribute, `${relative}${url.endsWith('/') || !url ? '/' : ''}${fragment ?? ''}`);
}

/** Renders one Markdown file as the inside of its page. */
export function renderMarkdown(source: string, page: Page): Rendered {
  const tokens = markdown.parse(source, {});
  const headings = nameHeadings(tokens);
  for (const token of tokens) {
    for (const child of token.children ?? []) {
      relink(child, 'href', page);
      relink(child, 'src', page);
    }
  }
  return {
    html: markdown.renderer.render(tokens, markdown.options, {}),
    headings,
    text: tokens.flatMap(wordsOf).join(' '),
  };
}
