import { Readable } from 'node:stream';
import { imagesOf } from './images';
import { RegistryCall } from './context';
import { checkedDigest } from './digest';
import { RegistryError } from './errors';
import { Upload } from './upload';

const at = (name: string, rest: string) => `/v2/${name}/blobs/${rest}`;
const rangeOf = ({ size }: Upload) => `0-${Math.max(size - 1, 0)}`;
const bodyOf = ({ request }: RegistryCall) =>
  // The connection is needed for the answer also when the body is not read to its end.
  (request as Readable).iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

const progress = (name: string, upload: Upload) => ({
  location: at(name, `uploads/${upload.id}`),
  range: rangeOf(upload),
  'docker-upload-uuid': upload.id,
});

const blobHeaders = (name: string, digest: string) => ({
  location: at(name, digest),
  'docker-content-digest': digest,
});

const found = ({ store, target, name }: RegistryCall) => store.upload(target, name);

/** `GET` and `HEAD`, also of a part. */
export async function readBlob({ images, target, response, store }: RegistryCall): Promise<void> {
  const digest = checkedDigest(target);
  if (!images.blobs.includes(digest)) {
    throw new RegistryError(404, 'BLOB_UNKNOWN', `The repository has no blob ${digest}`);
  }
  response.set({ 'content-type': 'application/octet-stream', 'docker-content-digest': digest });
  await new Promise<void>((resolve, reject) => {
    response.sendFile(store.fileOf(digest), { root: store.folder }, error => {
      // Whoever hangs up has had enough of it.
      if (error && !response.headersSent) reject(error);
      else resolve();
    });
  });
}

/** Begins an upload, or ends one at once: with its content, or with a blob of another repository. */
export async function beginUpload(call: RegistryCall): Promise<void> {
  const { name, query, response, store } = call;
  const mount = query.get('mount');
  if (mount && mountBlob(call, checkedDigest(mount), query.get('from'))) return undefined;
  const digest = query.get('digest');
  const upload = store.begin(name);
  // The client never hears of such an upload, so that nobody could go on with it.
  if (digest) return endWith(call, upload, digest).finally(() => store.drop(upload));
  response.status(202).set(progress(name, upload)).end();
  return undefined;
}

/** Without `from` any repository will do: the account is one. */
function mountBlob(call: RegistryCall, digest: string, from: string | null): boolean {
  const { state, name, response } = call;
  const isThere = Object.entries(state.current.repositories).some(
    ([other, repository]) =>
      (!from || other === from) && imagesOf(repository).blobs.includes(digest),
  );
  if (isThere) {
    link(call, digest);
    response.status(201).set(blobHeaders(name, digest)).end();
  }
  return isThere;
}

export async function showUpload(call: RegistryCall): Promise<void> {
  call.response
    .status(204)
    .set(progress(call.name, found(call)))
    .end();
}

export async function cancelUpload(call: RegistryCall): Promise<void> {
  call.store.drop(found(call));
  call.response.status(204).end();
}

export async function continueUpload(call: RegistryCall): Promise<void> {
  const upload = found(call);
  inOrder(call, upload);
  await write(call, upload);
  call.response.status(202).set(progress(call.name, upload)).end();
}

export async function finishUpload(call: RegistryCall): Promise<void> {
  const upload = found(call);
  inOrder(call, upload);
  const digest = call.query.get('digest');
  if (!digest) throw new RegistryError(400, 'DIGEST_INVALID', 'The query names no digest');
  await endWith(call, upload, digest);
}

async function endWith(call: RegistryCall, upload: Upload, digest: string): Promise<void> {
  await write(call, upload);
  call.store.finish(upload, digest);
  link(call, digest);
  call.response.status(201).set(blobHeaders(call.name, digest)).end();
}

/** What there is no room for will not be finished: its part goes at once. */
async function write(call: RegistryCall, upload: Upload): Promise<void> {
  try {
    await upload.append(bodyOf(call));
  } catch (error) {
    if (error instanceof RegistryError && error.status === 413) call.store.drop(upload);
    throw error;
  }
}

/** Chunks that say where they belong must follow each other. */
function inOrder({ request, name }: RegistryCall, upload: Upload): void {
  const range = request.get('content-range');
  if (range === undefined) return;
  const [, from, to] = /^(?:bytes[ =])?(\d+)-(\d+)(?:\/.*)?$/.exec(range) ?? [];
  const length = request.get('content-length');
  const isWhole = length === undefined || Number(to) - Number(from) + 1 === Number(length);
  if (Number(from) === upload.size && isWhole) return;
  throw new RegistryError(
    416,
    'BLOB_UPLOAD_INVALID',
    `The range "${range}" does not follow ${upload.size} bytes`,
    progress(name, upload),
  );
}

function link({ images, state }: RegistryCall, digest: string): void {
  if (!images.blobs.includes(digest)) images.blobs.push(digest);
  state.save();
}
