import type { DeploymentSource } from '@bailiwick/backstage-plugin-infra-common';
import { createHash } from 'node:crypto';

/** Where images are pushed to. */
export interface ImageRepository {
  /** Host of the registry, with its port where it has one. */
  host: string;
  /** Of the repository in the registry. */
  name: string;
}

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$/;
const NAME = /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

/**
 * Reads what an output of a resource says.
 *
 * @param path - what comes below it
 * @throws Error, a sentence for people
 */
export function imageRepository(output: unknown, path?: string): ImageRepository {
  const given = typeof output === 'string' ? output.replace(/\/+$/, '') : '';
  const [host, ...names] = [given, ...(path ? [path] : [])].join('/').split('/');
  const name = names.join('/');
  if (HOST.test(host) && NAME.test(name)) return { host, name };
  throw new Error(
    given === ''
      ? 'The resource does not say where images are pushed to: apply it first'
      : `${given} is no address of a registry and a repository in it`,
  );
}

export const nameOf = ({ host, name }: ImageRepository): string => `${host}/${name}`;

/** The commit; of another folder or Dockerfile in it than usual, with a mark that tells them apart. */
export function tagOf({
  commit,
  folder,
  dockerfile,
}: Pick<DeploymentSource, 'folder' | 'dockerfile'> & { commit: string }): string {
  const parts = (folder ?? '').split('/').filter(part => part !== '' && part !== '.');
  if (parts.length === 0 && dockerfile === 'Dockerfile') return commit;
  const digest = createHash('sha256')
    .update(JSON.stringify([parts, dockerfile]))
    .digest('hex');
  return `${commit}-${digest.slice(0, 8)}`;
}
