import { Request, Response, Router } from 'express';
import { handle } from '../net/routes';
import { Repositories } from './repositories';
import { Repository } from './repository';

const COMMIT = /^[0-9a-f]{4,40}$/;

/**
 * Where the links of a git host lead to: plain text about a public repository, a commit or a pull
 * request. To be mounted at `/git`.
 */
export function pages(repositories: Repositories): Router {
  const router = Router();

  const page = (
    path: string,
    text: (repository: Repository, request: Request) => Promise<string>,
  ) =>
    router.get(
      `/:owner/:name${path}`,
      handle(async (request, response) => {
        const { owner, name } = request.params;
        const repository = name.endsWith('.git') ? undefined : repositories.find(owner, name);
        if (!repository || repository.record.private) return missing(response);
        const shown = await text(repository, request);
        return shown ? void response.type('text').send(`${shown}\n`) : missing(response);
      }),
    );

  page('', async repository => {
    const { owner, name, record } = repository;
    const branches = await repository.branches();
    const log = branches.length
      ? await repository.git('log', '-20', '--format=%h %cs %s', '--branches')
      : 'Nothing was pushed yet.';
    const names = branches.map(branch => branch.name).join(', ');
    return [`${owner}/${name}`, record.description, names, log].filter(Boolean).join('\n\n');
  });
  page('/commit/:sha', async (repository, { params: { sha } }) => {
    const commit = COMMIT.test(sha) ? await repository.commit(sha) : undefined;
    return commit ? repository.git('show', '--stat', '--patch', commit) : '';
  });
  page('/pull/:number', async (repository, { params: { number } }) => {
    const pull = repository.record.pulls.find(each => `${each.number}` === number);
    if (!pull) return '';
    const state = pull.mergedAt ? 'merged' : pull.state;
    const base = await repository.commit(`refs/heads/${pull.base}`);
    const diff = base ? await repository.git('diff', `${base}...${pull.headSha}`) : '';
    const title = `#${number} ${pull.title} (${state}): ${pull.head} -> ${pull.base}`;
    return [title, pull.body, diff].filter(Boolean).join('\n\n');
  });
  return router;
}

function missing(response: Response): void {
  response.status(404).type('text').send('There is no such page.\n');
}
