import { Request, Router } from 'express';
import { originOf } from '../net/routes';
import { apiUrl, GitHub } from './context';
import { notFound } from './errors';

export function accountView(github: GitHub, login: string, request: Request) {
  const organisation = github.organisations.includes(login);
  const path = organisation ? `orgs/${login}` : `users/${login}`;
  return {
    login,
    id: [...github.organisations, github.login].indexOf(login) + 1,
    type: organisation ? 'Organization' : 'User',
    url: `${apiUrl(request)}/${path}`,
    html_url: `${originOf(request)}/${login}`,
    avatar_url: '',
    site_admin: false,
  };
}

/** Who there is: one user, and the organisations. */
export function accounts(github: GitHub): Router {
  const router = Router();
  router.get('/user', (request, response) => {
    response.json(accountView(github, github.login, request));
  });
  router.get('/users/:login', (request, response) => {
    const { login } = request.params;
    if (login !== github.login && !github.organisations.includes(login)) throw notFound();
    response.json(accountView(github, login, request));
  });
  router.get('/orgs/:login', (request, response) => {
    if (!github.organisations.includes(request.params.login)) throw notFound();
    response.json(accountView(github, request.params.login, request));
  });
  return router;
}
