import { Request, Router } from 'express';
import { Repository, Webhook } from '../git/repository';
import { apiUrl, GitHub, repositoryOf, sendPage } from './context';
import { invalid, notFound } from './errors';

function webhookView(repository: Repository, request: Request, hook: Webhook) {
  const { config } = hook;
  const url = `${apiUrl(request)}/repos/${repository.owner}/${repository.name}/hooks/${hook.id}`;
  return {
    type: 'Repository',
    id: hook.id,
    name: hook.name,
    active: hook.active,
    events: hook.events,
    config: { ...config, ...(config.secret ? { secret: '********' } : {}) },
    created_at: hook.createdAt,
    updated_at: hook.createdAt,
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    last_response: { code: null, status: 'unused', message: null },
  };
}

/** Webhooks are kept and shown; nothing is sent to them. */
export function webhookRoutes(github: GitHub): Router {
  const router = Router();
  const base = '/repos/:owner/:repo/hooks';

  router.get(base, (request, response) => {
    const repository = repositoryOf(github, request, response);
    const hooks = repository.record.webhooks;
    sendPage(
      request,
      response,
      hooks.map(hook => webhookView(repository, request, hook)),
    );
  });
  router.post(base, (request, response) => {
    const repository = repositoryOf(github, request, response);
    const { webhooks } = repository.record;
    const { name = 'web', active = true, events = ['push'], config = {} } = request.body;
    if (typeof config.url !== 'string' || !/^https?:\/\//.test(config.url)) {
      throw invalid({
        resource: 'Hook',
        code: 'custom',
        field: 'url',
        message: 'url must be an address that begins with http:// or https://',
      });
    }
    if (webhooks.some(hook => hook.config.url === config.url && `${hook.events}` === `${events}`)) {
      throw invalid({
        resource: 'Hook',
        code: 'custom',
        message: 'Hook already exists on this repository',
      });
    }
    const hook: Webhook = {
      id: 1 + Math.max(0, ...webhooks.map(({ id }) => id)),
      ...{ name, active, events, config },
      createdAt: new Date().toISOString(),
    };
    webhooks.push(hook);
    repository.save();
    response.status(201).json(webhookView(repository, request, hook));
  });
  router.delete(`${base}/:id`, (request, response) => {
    const repository = repositoryOf(github, request, response);
    const { webhooks } = repository.record;
    const index = webhooks.findIndex(({ id }) => `${id}` === request.params.id);
    if (index < 0) throw notFound();
    webhooks.splice(index, 1);
    repository.save();
    response.status(204).end();
  });
  return router;
}
