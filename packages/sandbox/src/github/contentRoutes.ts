import { Request, Router } from 'express';
import { gitBytes } from '../git/command';
import { bytesOf, childrenOf, commitOf, entriesOf, Entry, nameOf } from '../git/objects';
import { Repository } from '../git/repository';
import { handle } from '../net/routes';
import { apiUrl, GitHub, repositoryOf, webUrl } from './context';
import { notFound } from './errors';
import { repositoryView } from './repositoryRoutes';

const RAW = /\bvnd\.github(\.v3)?\.raw\b/;
const TYPES = { blob: 'file', tree: 'dir', commit: 'submodule' };

const encoded = (path: string) => path.split('/').map(encodeURIComponent).join('/');

/** A file or a folder as the contents API tells of it, its text apart. */
function entryView(repository: Repository, request: Request, ref: string, entry: Entry) {
  const api = `${apiUrl(request)}/repos/${repository.owner}/${repository.name}`;
  const web = webUrl(request, repository);
  const { path, sha, type, size = 0 } = entry;
  const isFile = type === 'blob';
  return {
    ...{ name: nameOf(entry), path, sha, size, type: TYPES[type] },
    url: `${api}/contents/${encoded(path)}?ref=${encodeURIComponent(ref)}`,
    git_url: `${api}/git/${isFile ? 'blobs' : 'trees'}/${sha}`,
    html_url: `${web}/${isFile ? 'blob' : 'tree'}/${ref}/${encoded(path)}`,
    download_url: isFile ? `${web}/raw/${ref}/${encoded(path)}` : null,
  };
}

async function commitNamed(repository: Repository, ref: string): Promise<string> {
  const commit = await commitOf(repository, ref);
  if (!commit) throw notFound(`No commit found for the ref ${ref}`);
  return commit;
}

/** What is in a repository: files, folders and archives, as readers of code ask for them. */
export function contentRoutes(github: GitHub): Router {
  const router = Router();
  const base = '/repos/:owner/:repo';

  router.get(
    `${base}/contents*`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const path = request.params[0].replace(/^\/+|\/+$/g, '');
      const ref = `${request.query.ref || (await repository.defaultBranch())}`;
      const entries = await entriesOf(repository, await commitNamed(repository, ref));
      const entry = entries.find(each => each.path === path);
      if (path !== '' && !entry) throw notFound();
      const view = (each: Entry) => entryView(repository, request, ref, each);
      if (entry?.type !== 'blob') {
        response.json(childrenOf(entries, path).map(view));
        return;
      }
      const bytes = await bytesOf(repository, entry.sha);
      response.set('etag', `"${entry.sha}"`);
      if (RAW.test(request.get('accept') ?? '')) {
        response.type('application/vnd.github.raw').send(bytes);
      } else {
        const content = bytes.toString('base64');
        response.json({ ...view(entry), encoding: 'base64', content });
      }
    }),
  );
  router.get(
    `${base}/commits/:ref/status`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const sha = await commitNamed(repository, request.params.ref);
      response.json({
        ...{ sha, state: 'pending', statuses: [], total_count: 0 },
        repository: await repositoryView(github, repository, request),
      });
    }),
  );
  router.get(
    `${base}/git/trees/:ref`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const sha = await commitNamed(repository, request.params.ref);
      const entries = await entriesOf(repository, sha);
      const url = `${apiUrl(request)}/repos/${repository.owner}/${repository.name}/git`;
      const tree = request.query.recursive ? entries : childrenOf(entries, '');
      response.json({
        ...{ sha, url: `${url}/trees/${sha}`, truncated: false },
        tree: tree.map(entry => ({
          ...entry,
          url: `${url}/${entry.type === 'blob' ? 'blobs' : 'trees'}/${entry.sha}`,
        })),
      });
    }),
  );
  router.get(
    `${base}/git/blobs/:sha([0-9a-f]{40})`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const { sha } = request.params;
      const bytes = await bytesOf(repository, sha).catch(() => {
        throw notFound();
      });
      response.json({
        ...{ sha, size: bytes.length, encoding: 'base64', content: bytes.toString('base64') },
      });
    }),
  );
  router.get(
    `${base}/tarball/:ref?`,
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const { owner, name, folder } = repository;
      const ref = request.params.ref ?? (await repository.defaultBranch());
      const sha = await commitNamed(repository, ref);
      const top = `${owner}-${name}-${sha.slice(0, 7)}`;
      const options = ['--format=tar.gz', `--prefix=${top}/`];
      response
        .attachment(`${top}.tar.gz`)
        .type('application/gzip')
        .send(await gitBytes(folder, ['archive', ...options, sha]));
    }),
  );
  return router;
}
