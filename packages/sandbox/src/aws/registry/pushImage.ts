import { digestOf } from './digest';

export interface PushedImage {
  digest: string;
  manifest: string;
}

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';

/**
 * Pushes an image of one layer to a registry as a client does, for tests that need one and not how it is built.
 *
 * @param repositoryUrl - such as `127.0.0.1:7100/shop-dev`
 * @param password - of the user AWS
 */
export async function pushImage(
  repositoryUrl: string,
  { tag, content, password }: { tag: string; content: string; password: string },
): Promise<PushedImage> {
  const [host, ...name] = repositoryUrl.split('/');
  const base = `http://${host}/v2/${name.join('/')}`;
  const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
  async function send(method: string, url: string, type: string, body: string) {
    const headers = { authorization, 'content-type': type };
    const response = await fetch(url, { method, headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url} was refused: ${response.status} ${text}`);
  }
  async function blob(body: string, mediaType: string) {
    const digest = digestOf(body);
    const url = `${base}/blobs/uploads/?digest=${digest}`;
    await send('POST', url, 'application/octet-stream', body);
    return { mediaType, digest, size: Buffer.byteLength(body) };
  }
  const layers = [await blob(content, 'application/vnd.oci.image.layer.v1.tar')];
  const settings = {
    ...{ architecture: 'amd64', os: 'linux' },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  };
  const config = await blob(JSON.stringify(settings), 'application/vnd.oci.image.config.v1+json');
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: IMAGE, config, layers });
  await send('PUT', `${base}/manifests/${tag}`, IMAGE, manifest);
  return { digest: digestOf(manifest), manifest };
}
