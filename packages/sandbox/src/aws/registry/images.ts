import { AwsState, Images, Repository } from '../state';
import { DIGEST } from './digest';

/** What a repository has, also one that was kept before there were images. */
export function imagesOf(repository: Repository): Images {
  repository.images ??= { manifests: {}, tags: [], blobs: [] };
  return repository.images;
}

/** The digest for a tag or digest, if there is such an image. */
export function resolved({ manifests, tags }: Images, reference: string): string | undefined {
  if (DIGEST.test(reference)) return Object.hasOwn(manifests, reference) ? reference : undefined;
  return tags.find(({ tag }) => tag === reference)?.digest;
}

export const tagsOf = ({ tags }: Images, digest: string) =>
  tags.filter(each => each.digest === digest).map(({ tag }) => tag);

/** Takes an image with its tags, and the blobs that no other image of the repository has. */
export function removeImage(images: Images, digest: string): void {
  const removed = images.manifests[digest];
  delete images.manifests[digest];
  images.tags = images.tags.filter(each => each.digest !== digest);
  const needed = new Set(Object.values(images.manifests).flatMap(({ blobs }) => blobs));
  images.blobs = images.blobs.filter(blob => needed.has(blob) || !removed.blobs.includes(blob));
}

/** Whether any repository has a blob or manifest of this digest. */
export function isLinked({ repositories }: AwsState, digest: string): boolean {
  return Object.values(repositories)
    .map(imagesOf)
    .some(({ manifests, blobs }) => Object.hasOwn(manifests, digest) || blobs.includes(digest));
}
