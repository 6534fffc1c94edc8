import { AwsError } from '../errors';
import { imagesOf, isSingleImage, resolved } from '../registry';
import { AwsState } from '../state';

const IMAGE = /^([^/]+)\/(.+?)(?::([\w][\w.-]*)|@(sha256:[0-9a-f]{64}))$/;

const invalid = (message: string) => new AwsError(400, 'InvalidParameterValueException', message);

/**
 * The digest of the image that a function is to run.
 *
 * @param host - of the registry
 * @throws AwsError when it is no image of this registry, is not there, or is none for one platform
 */
export function imageDigest(state: AwsState, uri: string, host: string): string {
  const [, at, name, tag, digest] = IMAGE.exec(uri) ?? [];
  if (at !== host) {
    throw invalid(`Source image ${uri} is not valid. Provide a valid source image.`);
  }
  const { repositories } = state;
  const images = Object.hasOwn(repositories, name) ? imagesOf(repositories[name]) : undefined;
  const found = images && resolved(images, digest ?? tag);
  if (!found) throw invalid(`Source image ${uri} does not exist. Provide a valid source image.`);
  if (!isSingleImage(images.manifests[found].mediaType)) {
    const what = 'The image manifest, config or layer media type for the source image';
    throw invalid(`${what} ${uri} is not supported.`);
  }
  return found;
}
