import { RegistryCall, textOf } from './context';
import { DIGEST, digestOf } from './digest';
import { RegistryError } from './errors';
import { resolved } from './images';
import { readManifest } from './manifest';
import { StoredManifest } from '../state';

const TAG = /^\w[\w.-]{0,127}$/;
const MOST_BYTES = 4 * 2 ** 20;
const MOST_TAGS = 1000;

/** `GET` and `HEAD`. */
export async function readOneManifest(call: RegistryCall): Promise<void> {
  const { images, target, response, store, name } = call;
  const digest = resolved(images, target);
  if (!digest) {
    const message = `The repository ${name} has no image "${target}"`;
    throw new RegistryError(404, 'MANIFEST_UNKNOWN', message);
  }
  const headers = {
    'docker-content-digest': digest,
    'content-length': images.manifests[digest].size,
  };
  response.set(headers as unknown as Record<string, string>);
  response.set('content-type', images.manifests[digest].mediaType).end(store.read(digest));
}

export async function putManifest(call: RegistryCall): Promise<void> {
  const { images, target, response, store, state, name } = call;
  const content = await whole(call);
  const digest = digestOf(content);
  const isByDigest = target.includes(':');
  if (isByDigest && (!DIGEST.test(target) || digest !== target)) {
    throw new RegistryError(400, 'DIGEST_INVALID', `What came is ${digest}, not ${target}`);
  }
  const mediaType = textOf(call.request.get('content-type')).split(';')[0].trim();
  const manifest = readManifest(content, mediaType);
  mustBeWhole(call, manifest);
  if (!isByDigest) tagged(call, digest);
  store.write(content);
  images.manifests[digest] ??= manifest;
  state.save();
  response
    .status(201)
    .set({ location: `/v2/${name}/manifests/${digest}`, 'docker-content-digest': digest })
    .set(manifest.subject ? { 'oci-subject': manifest.subject } : {})
    .end();
}

/** Moves a tag, unless the repository lets none be moved. */
function tagged({ images, target: tag, repository, name }: RegistryCall, digest: string): void {
  if (!TAG.test(tag)) throw new RegistryError(400, 'TAG_INVALID', `"${tag}" is no tag`);
  const before = images.tags.find(each => each.tag === tag);
  const isFixed = repository.settings.imageTagMutability === 'IMMUTABLE';
  if (isFixed && before && before.digest !== digest) {
    const message = `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`;
    throw new RegistryError(400, 'TAG_INVALID', message);
  }
  images.tags = [...images.tags.filter(each => each !== before), { tag, digest }];
}

/** What a manifest names has to be there before it. */
function mustBeWhole({ images }: RegistryCall, { blobs, manifests }: StoredManifest): void {
  const blob = blobs.find(digest => !images.blobs.includes(digest));
  if (blob) {
    throw new RegistryError(400, 'MANIFEST_BLOB_UNKNOWN', `The repository has no blob ${blob}`);
  }
  const image = manifests.find(digest => !Object.hasOwn(images.manifests, digest));
  if (image) {
    throw new RegistryError(400, 'MANIFEST_BLOB_UNKNOWN', `The repository has no image ${image}`);
  }
}

async function whole({ request }: RegistryCall): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > MOST_BYTES) {
      const message = `Manifests have at most ${MOST_BYTES} bytes`;
      throw new RegistryError(413, 'MANIFEST_INVALID', message);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

export async function listTags({ images, name, query, response }: RegistryCall): Promise<void> {
  const wanted = query.get('n');
  const most = wanted === null ? MOST_TAGS : Number(wanted);
  if (!Number.isInteger(most) || most < 0) {
    throw new RegistryError(400, 'PAGINATION_NUMBER_INVALID', `n is "${wanted}", not a number`);
  }
  const last = query.get('last') ?? '';
  const further = images.tags
    .map(({ tag }) => tag)
    .filter(tag => tag > last)
    .sort();
  const tags = further.slice(0, most);
  if (tags.length > 0 && tags.length < further.length) {
    const next = new URLSearchParams({ n: String(most), last: tags.at(-1)! });
    response.set('link', `</v2/${name}/tags/list?${next}>; rel="next"`);
  }
  response.json({ name, tags });
}

/** What is about an image, such as its signatures. */
export async function listReferrers(call: RegistryCall): Promise<void> {
  const { images, target, query, response } = call;
  if (!DIGEST.test(target)) {
    throw new RegistryError(400, 'DIGEST_INVALID', `"${target}" is no sha256 digest`);
  }
  const wanted = query.get('artifactType');
  const manifests = Object.entries(images.manifests)
    .filter(([, { subject }]) => subject === target)
    .filter(([, { artifactType }]) => !wanted || artifactType === wanted)
    .map(([digest, { mediaType, size, artifactType, annotations }]) => ({
      ...{ mediaType, digest, size },
      ...{ artifactType, annotations },
    }));
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  if (wanted) response.set('oci-filters-applied', 'artifactType');
  response.set('content-type', mediaType);
  response.end(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
}
