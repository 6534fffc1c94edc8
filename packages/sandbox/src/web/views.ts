import { childrenOf, Entry, nameOf } from '../git/objects';
import { PullRequest, Repository } from '../git/repository';
import { Html, html, NOTHING } from './html';

const encoded = (path: string) => path.split('/').map(encodeURIComponent).join('/');
const addressOf = ({ owner, name }: Repository) => `/${owner}/${name}`;

export const link = (to: string, text: string): Html => html`<a href="${to}">${text}</a>`;

/** Where the reader is: the owner, the repository and, in its code, the folders down to the path. */
export function trail(repository: Repository, ref?: string, path = ''): Html {
  const { owner, name } = repository;
  const steps = [link(`/${owner}`, owner), link(addressOf(repository), name)];
  const parts = path.split('/').filter(Boolean);
  if (ref !== undefined) {
    steps.push(link(`${addressOf(repository)}/tree/${encoded(ref)}`, ref));
    parts.forEach((part, at) => {
      const folder = encoded(parts.slice(0, at + 1).join('/'));
      const isLast = at === parts.length - 1;
      steps.push(
        isLast
          ? html`${part}`
          : link(`${addressOf(repository)}/tree/${encoded(ref)}/${folder}`, part),
      );
    });
  }
  return html`<nav>${steps.map((step, at) => (at === 0 ? step : html` / ${step}`))}</nav>`;
}

/** What a folder has in it, folders first. */
export function folderView(
  repository: Repository,
  ref: string,
  entries: Entry[],
  folder: string,
): Html {
  const children = childrenOf(entries, folder);
  const sorted = [
    ...children.filter(({ type }) => type === 'tree'),
    ...children.filter(({ type }) => type !== 'tree'),
  ];
  const items = sorted.map(entry => {
    const isFolder = entry.type === 'tree';
    const to = `${addressOf(repository)}/${isFolder ? 'tree' : 'blob'}/${encoded(ref)}/${encoded(entry.path)}`;
    return html`<li>${link(to, isFolder ? `${nameOf(entry)}/` : nameOf(entry))}</li>`;
  });
  return html`<ul>
    ${items}
  </ul>`;
}

/** A text, or what there is to say about bytes that are none. */
export function fileView(bytes: Buffer): Html {
  if (bytes.includes(0)) return html`<p>${bytes.length} bytes that are no text.</p>`;
  return html`<pre>${bytes.toString('utf8')}</pre>`;
}

/** A comparison with its added and removed lines marked. */
export function diffView(diff: string): Html {
  const marked = (line: string): Html => {
    if (/^\+(?!\+\+ )/.test(line)) return html`<ins>${line}</ins>`;
    if (/^-(?!-- )/.test(line)) return html`<del>${line}</del>`;
    return html`${line}`;
  };
  const lines = diff.split('\n').flatMap(line => [marked(line), html`${'\n'}`]);
  return html`<pre>${lines}</pre>`;
}

export const stateOf = ({ mergedAt, state }: PullRequest) => (mergedAt ? 'merged' : state);

const section = (title: string, items: Html[]): Html =>
  items.length > 0
    ? html`<h2>${title}</h2>
        <ul>
          ${items}
        </ul>`
    : NOTHING;

/** Branches, pull requests and commits, as far as there are any. */
export function overview(
  repository: Repository,
  branches: { name: string }[],
  commits: string[],
): Html {
  const at = addressOf(repository);
  const pulls = [...repository.record.pulls].reverse();
  const pullItems = pulls.map(
    pull =>
      html`<li>
        ${link(`${at}/pull/${pull.number}`, `#${pull.number} ${pull.title}`)}
        <span class="quiet">${stateOf(pull)}</span>
      </li>`,
  );
  const branchItems = branches.map(
    ({ name }) => html`<li>${link(`${at}/tree/${encoded(name)}`, name)}</li>`,
  );
  const commitItems = commits.map(line => {
    const [sha, date, ...words] = line.split(' ');
    return html`<li>
      ${link(`${at}/commit/${sha}`, words.join(' ') || sha)} <span class="quiet">${date}</span>
    </li>`;
  });
  return html`${section('Pull requests', pullItems)}${section('Branches', branchItems)}
  ${section('Commits', commitItems)}`;
}
