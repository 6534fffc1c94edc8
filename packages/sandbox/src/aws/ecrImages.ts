import { AwsError } from './errors';
import { AWS_ACCOUNT } from './identities';
import { Actions, JsonInput } from './protocol';
import { BlobStore, imagesOf, isLinked, removeImage, resolved, tagsOf } from './registry';
import { issuePassword, REGISTRY_USER } from './registry';
import { AwsState, Images, Repository } from './state';

interface ImageId {
  imageDigest?: string;
  imageTag?: string;
}

/** What the API says and does about images; they come and go through the registry itself. */
export function imageActions(
  state: AwsState,
  store: BlobStore,
  repositoryOf: (input: JsonInput) => Repository,
): Actions<JsonInput> {
  const wanted = (input: JsonInput) => input.imageIds as ImageId[] | undefined;
  const found = (images: Images, { imageDigest, imageTag }: ImageId) =>
    resolved(images, imageDigest ?? imageTag ?? '');
  const failure = (imageId: ImageId) => ({
    imageId,
    failureCode: 'ImageNotFound',
    failureReason: 'Requested image not found',
  });
  const each = (
    input: JsonInput,
    work: (images: Images, digest: string, id: ImageId) => object,
  ) => {
    const images = imagesOf(repositoryOf(input));
    const done: object[] = [];
    const failures: object[] = [];
    for (const id of wanted(input) ?? []) {
      const digest = found(images, id);
      if (digest) done.push(work(images, digest, id));
      else failures.push(failure(id));
    }
    return { done, failures };
  };

  return {
    GetAuthorizationToken(_input, { origin }) {
      const { password, expiresAt } = issuePassword();
      return {
        authorizationData: [
          {
            authorizationToken: Buffer.from(`${REGISTRY_USER}:${password}`).toString('base64'),
            expiresAt: expiresAt / 1000,
            proxyEndpoint: origin,
          },
        ],
      };
    },
    ListImages(input) {
      const images = imagesOf(repositoryOf(input));
      const imageIds = Object.keys(images.manifests).flatMap(imageDigest => {
        const tags = tagsOf(images, imageDigest);
        return tags.length > 0
          ? tags.map(imageTag => ({ imageDigest, imageTag }))
          : [{ imageDigest }];
      });
      return { imageIds };
    },
    DescribeImages(input) {
      const { repositoryName } = input;
      const images = imagesOf(repositoryOf(input));
      const digests = wanted(input)?.map(id => {
        const digest = found(images, id);
        if (digest) return digest;
        const which = JSON.stringify(id);
        const message = `The image with imageId ${which} does not exist within the repository with name '${repositoryName}' in the registry with id '${AWS_ACCOUNT}'`;
        throw new AwsError(400, 'ImageNotFoundException', message);
      });
      return {
        imageDetails: (digests ?? Object.keys(images.manifests)).map(digest => ({
          registryId: AWS_ACCOUNT,
          repositoryName,
          imageDigest: digest,
          imageTags: tagsOf(images, digest),
          imageSizeInBytes: images.manifests[digest].imageBytes,
          imagePushedAt: images.manifests[digest].pushed / 1000,
          imageManifestMediaType: images.manifests[digest].mediaType,
        })),
      };
    },
    BatchGetImage(input) {
      const { repositoryName } = input;
      const { done, failures } = each(input, (images, imageDigest, { imageTag }) => ({
        registryId: AWS_ACCOUNT,
        repositoryName,
        imageId: { imageDigest, ...(imageTag && { imageTag }) },
        imageManifest: store.read(imageDigest).toString('utf8'),
        imageManifestMediaType: images.manifests[imageDigest].mediaType,
      }));
      return { images: done, failures };
    },
    BatchDeleteImage(input) {
      const { done, failures } = each(input, (images, imageDigest, id) => {
        const others = tagsOf(images, imageDigest).filter(tag => tag !== id.imageTag);
        // By its tag an image loses that tag, and goes with the last one.
        if (id.imageDigest || others.length === 0) removeImage(images, imageDigest);
        else images.tags = images.tags.filter(({ tag }) => tag !== id.imageTag);
        return { imageDigest, ...(id.imageTag && { imageTag: id.imageTag }) };
      });
      store.sweep(digest => isLinked(state, digest));
      return { imageIds: done, failures };
    },
  };
}
