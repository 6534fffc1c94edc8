import { Request, Response, Router } from 'express';
import { bytesOf, commitOf, entriesOf, nameOf } from '../git/objects';
import { Repositories } from '../git/repositories';
import { PullRequest, Repository } from '../git/repository';
import { handle } from '../net/routes';
import { Html, html, NOTHING, page } from './html';
import { diffView, fileView, folderView, link, overview, stateOf, trail } from './views';

type Shown = { title: string; body: Html } | undefined;

/**
 * Where the links of a git host lead to: owners, repositories with their files and commits, and pull requests, to look at in a
 * browser. To be mounted where the repositories are. Nobody signs in to it, so private repositories are shown as well.
 */
export function webPages(repositories: Repositories): Router {
  const router = Router();

  const show = (path: string, view: (repository: Repository, request: Request) => Promise<Shown>) =>
    router.get(
      `/:owner/:name${path}`,
      handle(async (request, response) => {
        const repository = repositories.find(request.params.owner, request.params.name);
        send(response, repository && (await view(repository, request)));
      }),
    );

  router.get(
    '/:owner',
    handle(async (request, response) => {
      const { owner } = request.params;
      const all = await repositories.all();
      const theirs = all.filter(each => each.owner.toLowerCase() === owner.toLowerCase());
      const items = theirs.map(({ name, record }) => {
        const { description } = record;
        return html`<li>
          ${link(`/${owner}/${name}`, name)} <span class="quiet">${description ?? ''}</span>
        </li>`;
      });
      const body = html`<h1>${owner}</h1>
        <ul>
          ${items}
        </ul>`;
      send(response, items.length > 0 ? { title: owner, body } : undefined);
    }),
  );
  show('', repositoryPage);
  show('/tree/*', (repository, { params }) => treePage(repository, params[0]));
  // Whoever follows the portal's link to edit a file at least sees it.
  for (const path of ['/blob/*', '/edit/*']) {
    show(path, (repository, { params }) => filePage(repository, params[0]));
  }
  show('/commit/:sha', (repository, { params }) => commitPage(repository, params.sha));
  show('/pull/:number', (repository, { params }) => pullPage(repository, params.number));
  router.get(
    '/:owner/:name/raw/*',
    handle(async (request, response) => {
      const repository = repositories.find(request.params.owner, request.params.name);
      const found = repository && (await lookUp(repository, request.params[0]));
      if (repository && found?.entry?.type === 'blob') {
        response.type('text').send(await bytesOf(repository, found.entry.sha));
      } else {
        send(response, undefined);
      }
    }),
  );
  return router;
}

function send(response: Response, shown: Shown): void {
  const { title, body } = shown ?? {
    title: 'Not found',
    body: html`<h1>There is no such page</h1>`,
  };
  response
    .status(shown ? 200 : 404)
    .set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    .type('html')
    .send(page(title, body).text);
}

/** Takes `<ref>/<path>` apart: a branch may have slashes in its name. */
async function lookUp(repository: Repository, address: string) {
  const branches = (await repository.branches()).map(({ name }) => name);
  const ref =
    branches.find(name => address === name || address.startsWith(`${name}/`)) ??
    address.split('/')[0];
  const path = address.slice(ref.length).replace(/^\/+|\/+$/g, '');
  const commit = await commitOf(repository, ref);
  if (!commit) return undefined;
  const entries = await entriesOf(repository, commit);
  return { ref, path, entries, entry: entries.find(each => each.path === path) };
}

async function repositoryPage(repository: Repository): Promise<Shown> {
  const { owner, name, record } = repository;
  const branches = await repository.branches();
  const branch = await repository.defaultBranch();
  const found = await lookUp(repository, branch);
  const readme = found?.entries.find(({ path }) => /^readme(\.\w+)?$/i.test(path));
  const log = found ? await repository.git('log', '-20', '--format=%h %cs %s', '--branches') : '';
  const body = html`${trail(repository)}
    <h1>${owner}/${name} <span class="state">${record.private ? 'private' : 'public'}</span></h1>
    <p>${record.description ?? ''}</p>
    ${
      found
        ? folderView(repository, branch, found.entries, '')
        : html`<p>Nothing was pushed yet.</p>`
    }
    ${readme ? fileView(await bytesOf(repository, readme.sha)) : NOTHING}
    ${overview(repository, branches, log.split('\n').filter(Boolean))}`;
  return { title: `${owner}/${name}`, body };
}

async function treePage(repository: Repository, address: string): Promise<Shown> {
  const found = await lookUp(repository, address);
  if (!found || (found.path !== '' && found.entry?.type !== 'tree')) return undefined;
  const { ref, path, entries } = found;
  const title = path || repository.name;
  return {
    title,
    body: html`${trail(repository, ref, path)}
      <h1>${title}</h1>
      ${folderView(repository, ref, entries, path)}`,
  };
}

async function filePage(repository: Repository, address: string): Promise<Shown> {
  const found = await lookUp(repository, address);
  if (found?.entry?.type !== 'blob') return undefined;
  const { ref, path, entry } = found;
  return {
    title: path,
    body: html`${trail(repository, ref, path)}
      <h1>${nameOf(entry)}</h1>
      ${fileView(await bytesOf(repository, entry.sha))}`,
  };
}

async function commitPage(repository: Repository, sha: string): Promise<Shown> {
  const commit = /^[0-9a-f]{4,40}$/.test(sha) ? await repository.commit(sha) : undefined;
  if (!commit) return undefined;
  const [title, ...text] = (await repository.git('log', '-1', '--format=%B', commit)).split('\n');
  const diff = await repository.git('show', '--format=', '--stat', '--patch', commit);
  return {
    title,
    body: html`${trail(repository)}
      <h1>${title}</h1>
      <p class="quiet">${commit}</p>
      <p>${text.join('\n').trim()}</p>
      ${diffView(diff)}`,
  };
}

async function pullPage(repository: Repository, number: string): Promise<Shown> {
  const pull = repository.record.pulls.find(each => `${each.number}` === number);
  if (!pull) return undefined;
  return {
    title: `#${pull.number} ${pull.title}`,
    body: html`${trail(repository)}
      <h1>#${pull.number} ${pull.title} <span class="state">${stateOf(pull)}</span></h1>
      <p class="quiet">${pull.head} into ${pull.base}</p>
      ${pull.body ? html`<pre>${pull.body}</pre>` : NOTHING}
      ${diffView(await changesOf(repository, pull))}`,
  };
}

/** What a pull request changes, or did where it was merged. */
async function changesOf(repository: Repository, pull: PullRequest): Promise<string> {
  const { mergeCommit, headSha } = pull;
  if (mergeCommit)
    return repository.git('diff', '--stat', '--patch', `${mergeCommit}^`, mergeCommit);
  const base = await repository.commit(`refs/heads/${pull.base}`);
  return base ? repository.git('diff', '--stat', '--patch', `${base}...${headSha}`) : '';
}
