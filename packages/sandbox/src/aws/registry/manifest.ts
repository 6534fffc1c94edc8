import { z } from 'zod';
import { StoredManifest } from '../state';
import { RegistryError } from './errors';

/** Of one image for one platform. */
const IMAGES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
/** Of images, one for each platform. */
const INDEXES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

const descriptor = z.object({
  mediaType: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
});
const common = {
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  subject: descriptor.optional(),
};
const image = z.object({ ...common, config: descriptor, layers: z.array(descriptor) });
const index = z.object({ ...common, manifests: z.array(descriptor) });

export const isSingleImage = (mediaType: string) => IMAGES.includes(mediaType);

const invalid = (message: string) => new RegistryError(400, 'MANIFEST_INVALID', message);

function parsed<T>(schema: z.ZodType<T>, content: Buffer): T {
  let json: unknown;
  try {
    json = JSON.parse(content.toString('utf8'));
  } catch {
    throw invalid('The manifest is no JSON');
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw invalid(`The manifest is wrong at "/${path.join('/')}": ${message}`);
}

/**
 * Reads a manifest as it was pushed.
 *
 * @throws RegistryError `MANIFEST_INVALID`, naming the place
 */
export function readManifest(content: Buffer, mediaType: string): StoredManifest {
  const isIndex = INDEXES.includes(mediaType);
  if (!isIndex && !isSingleImage(mediaType)) {
    throw invalid(`"${mediaType}" is no content type of a manifest`);
  }
  const read = isIndex ? parsed(index, content) : parsed(image, content);
  if (read.mediaType !== undefined && read.mediaType !== mediaType) {
    throw invalid(`The manifest is "${read.mediaType}", its content type "${mediaType}"`);
  }
  const parts = 'layers' in read ? [read.config, ...read.layers] : [];
  const { artifactType = 'config' in read ? read.config.mediaType : undefined } = read;
  return {
    mediaType,
    size: content.length,
    imageBytes: parts.reduce((sum, { size }) => sum + size, 0),
    pushed: Date.now(),
    blobs: [...new Set(parts.map(({ digest }) => digest))],
    manifests: 'manifests' in read ? read.manifests.map(({ digest }) => digest) : [],
    ...(read.subject && { subject: read.subject.digest }),
    ...(artifactType && { artifactType }),
    ...(read.annotations && { annotations: read.annotations }),
  };
}
