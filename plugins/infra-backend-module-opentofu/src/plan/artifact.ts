/**
 * What an apply needs to carry out a plan, in one piece: each file as the length of its name and of its content (4 bytes each, big
 * endian), then both. The plan itself is opaque and belongs to the program; the lock file pins the providers that it was made with.
 */
const MAGIC = Buffer.from('bailiwick-plan-1\n');

export type PlanFiles = ReadonlyMap<string, Buffer>;

export function packPlan(files: PlanFiles): Buffer {
  const parts = [...files].flatMap(([name, content]) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(Buffer.byteLength(name), 0);
    head.writeUInt32BE(content.length, 4);
    return [head, Buffer.from(name), content];
  });
  return Buffer.concat([MAGIC, ...parts]);
}

/** @throws Error where it is not what {@link packPlan} made */
export function unpackPlan(artifact: Buffer): PlanFiles {
  const refusal = () => new Error('The approved plan cannot be read: plan and approve again');
  if (!artifact.subarray(0, MAGIC.length).equals(MAGIC)) throw refusal();
  const files = new Map<string, Buffer>();
  let offset = MAGIC.length;
  const take = (length: number) => {
    if (offset + length > artifact.length) throw refusal();
    const part = artifact.subarray(offset, offset + length);
    offset += length;
    return part;
  };
  while (offset < artifact.length) {
    const head = take(8);
    const name = take(head.readUInt32BE(0)).toString('utf8');
    files.set(name, take(head.readUInt32BE(4)));
  }
  return files;
}
