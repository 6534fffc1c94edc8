import { Request, Response } from 'express';
import { Images, KeptState, Repository } from '../state';
import { BlobStore } from './blobStore';

/** One request about a repository that exists. */
export interface RegistryCall {
  /** Of the repository. */
  name: string;
  repository: Repository;
  images: Images;
  /** What the path names: a digest, a tag, or an upload. */
  target: string;
  query: URLSearchParams;
  request: Request;
  response: Response;
  store: BlobStore;
  state: KeptState;
}

export const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
