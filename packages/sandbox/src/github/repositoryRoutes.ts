import { Request, Router } from 'express';
import { Repository } from '../git/repository';
import { handle } from '../net/routes';
import { accountView } from './accounts';
import { apiUrl, GitHub, repositoryOf, webUrl } from './context';
import { GitHubError, invalid, notFound } from './errors';

/** What the body of a creation or a change may set, and what holds when it does not. */
const SETTINGS: Record<string, unknown> = {
  homepage: null,
  archived: false,
  is_template: false,
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_discussions: false,
  allow_merge_commit: true,
  allow_squash_merge: true,
  allow_rebase_merge: true,
  allow_auto_merge: false,
  allow_update_branch: false,
  delete_branch_on_merge: false,
};

const TOPIC = /^[a-z0-9][a-z0-9-]{0,49}$/;

export async function repositoryView(github: GitHub, repository: Repository, request: Request) {
  const { owner, name, record } = repository;
  const url = `${apiUrl(request)}/repos/${owner}/${name}`;
  const htmlUrl = webUrl(request, repository);
  return {
    id: record.id,
    name,
    full_name: `${owner}/${name}`,
    owner: accountView(github, owner, request),
    private: record.private,
    visibility: record.private ? 'private' : 'public',
    description: record.description,
    fork: false,
    disabled: false,
    url,
    html_url: htmlUrl,
    clone_url: `${htmlUrl}.git`,
    git_url: `${htmlUrl}.git`,
    // Templates of addresses, which clients fill in.
    contents_url: `${url}/contents/{+path}`,
    trees_url: `${url}/git/trees{/sha}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    archive_url: `${url}/{archive_format}{/ref}`,
    default_branch: await repository.defaultBranch(),
    topics: record.topics,
    ...SETTINGS,
    ...record.settings,
    created_at: record.createdAt,
    updated_at: record.createdAt,
    pushed_at: record.createdAt,
    permissions: { admin: true, maintain: true, push: true, triage: true, pull: true },
  };
}

function settingsIn(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([key]) => key in SETTINGS));
}

async function create(github: GitHub, owner: string, body: Record<string, unknown>) {
  const { name } = body;
  if (typeof name !== 'string' || !name) {
    throw invalid({ resource: 'Repository', code: 'missing_field', field: 'name' });
  }
  if (!/^[\w][\w.-]*$/.test(name) || name.endsWith('.git')) {
    throw invalid({
      resource: 'Repository',
      code: 'custom',
      field: 'name',
      message: 'name can only contain ASCII letters, digits, and the characters ., -, and _',
    });
  }
  if (github.repositories.find(owner, name)) {
    throw new GitHubError(422, 'Repository creation failed.', [
      {
        resource: 'Repository',
        code: 'custom',
        field: 'name',
        message: 'name already exists on this account',
      },
    ]);
  }
  const repository = await github.repositories.create(owner, name, {
    description: typeof body.description === 'string' ? body.description : null,
    private: body.private === true || ['private', 'internal'].includes(`${body.visibility}`),
    settings: settingsIn(body),
  });
  if (body.auto_init === true) {
    const title = [`# ${name}`, repository.record.description].filter(Boolean).join('\n\n');
    await repository.commitFiles('main', 'Initial commit', { 'README.md': `${title}\n` });
  }
  return repository;
}

export function repositoryRoutes(github: GitHub): Router {
  const router = Router();

  router.post(
    '/orgs/:org/repos',
    handle(async (request, response) => {
      const { org } = request.params;
      if (!github.organisations.includes(org)) throw notFound();
      const repository = await create(github, org, request.body);
      response.status(201).json(await repositoryView(github, repository, request));
    }),
  );
  router.post(
    '/user/repos',
    handle(async (request, response) => {
      const repository = await create(github, github.login, request.body);
      response.status(201).json(await repositoryView(github, repository, request));
    }),
  );
  router.get(
    '/repos/:owner/:repo',
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      response.json(await repositoryView(github, repository, request));
    }),
  );
  router.patch(
    '/repos/:owner/:repo',
    handle(async (request, response) => {
      const repository = repositoryOf(github, request, response);
      const { record } = repository;
      const { description, private: hidden, default_branch: branch, ...rest } = request.body;
      if (branch !== undefined) {
        if (!(await repository.commit(`refs/heads/${branch}`))) {
          throw invalid({ resource: 'Repository', code: 'invalid', field: 'default_branch' });
        }
        await repository.setDefaultBranch(branch);
      }
      if (description !== undefined) record.description = description;
      if (hidden !== undefined) record.private = hidden === true;
      Object.assign(record.settings, settingsIn(rest));
      repository.save();
      response.json(await repositoryView(github, repository, request));
    }),
  );
  router.delete(
    '/repos/:owner/:repo',
    handle(async (request, response) => {
      await github.repositories.remove(repositoryOf(github, request, response));
      response.status(204).end();
    }),
  );
  router.get('/repos/:owner/:repo/topics', (request, response) => {
    response.json({ names: repositoryOf(github, request, response).record.topics });
  });
  router.put('/repos/:owner/:repo/topics', (request, response) => {
    const repository = repositoryOf(github, request, response);
    const { names } = request.body;
    if (!Array.isArray(names)) {
      throw invalid({ resource: 'Repository', code: 'missing_field', field: 'names' });
    }
    if (names.length > 20 || !names.every(name => TOPIC.test(name))) {
      throw invalid({
        resource: 'Repository',
        code: 'invalid',
        field: 'names',
        message: 'At most 20 topics of lower-case letters, digits and hyphens',
      });
    }
    repository.record.topics = names;
    repository.save();
    response.json({ names });
  });
  return router;
}
