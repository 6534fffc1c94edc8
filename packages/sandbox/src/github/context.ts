import { Request, Response } from 'express';
import { Repositories } from '../git/repositories';
import { Repository } from '../git/repository';
import { originOf } from '../net/routes';
import { notFound } from './errors';

/** What the routes of the API share. */
export interface GitHub {
  repositories: Repositories;
  /** Owners that are organisations. */
  organisations: string[];
  /** The account that the token belongs to. */
  login: string;
}

/** The repository that the path names; one that the caller may not read does not exist. */
export function repositoryOf(github: GitHub, request: Request, response: Response): Repository {
  const repository = github.repositories.find(request.params.owner, request.params.repo);
  if (!repository || (repository.record.private && !response.locals.authenticated)) {
    throw notFound();
  }
  return repository;
}

/** Addresses in answers: of the API, and of the repository's pages and git beside it. */
export const apiUrl = (request: Request) =>
  `${originOf(request)}${request.originalUrl.slice(0, request.originalUrl.indexOf('/github'))}/github`;
export const webUrl = (request: Request, { owner, name }: Pick<Repository, 'owner' | 'name'>) =>
  `${originOf(request)}/${owner}/${name}`;

/** Answers a list in pages, with the Link header that clients follow. */
export function sendPage(request: Request, response: Response, items: unknown[]): void {
  const perPage = Math.min(Number(request.query.per_page) || 30, 100);
  const page = Number(request.query.page) || 1;
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const link = (number: number, rel: string) => {
    const url = new URL(request.originalUrl, originOf(request));
    url.searchParams.set('page', `${number}`);
    return `<${url}>; rel="${rel}"`;
  };
  if (page < last) response.set('link', `${link(page + 1, 'next')}, ${link(last, 'last')}`);
  response.json(items.slice((page - 1) * perPage, page * perPage));
}
