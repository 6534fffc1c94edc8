const { Readable } = require('node:stream');
const recorder = require('recorder');

exports.NoSuchKey = class NoSuchKey extends Error {};
class Command {
  constructor(input) {
    this.input = input;
  }
}
exports.PutObjectCommand = class PutObjectCommand extends Command {
  run({ Bucket, Key, Body }) {
    const path = Body.path;
    Body.destroy();
    recorder.called('PutObject', { Bucket, Key, path });
    recorder.put(Bucket, Key, path);
  }
};
exports.GetObjectCommand = class GetObjectCommand extends Command {
  run({ Bucket, Key }) {
    recorder.called('GetObject', { Bucket, Key });
    const data = recorder.read(Bucket, Key);
    if (!data) throw new exports.NoSuchKey(Key);
    recorder.got(Bucket, Key);
    return { Body: Readable.from([data]) };
  }
};
exports.DeleteObjectCommand = class DeleteObjectCommand extends Command {
  run({ Bucket, Key }) {
    recorder.called('DeleteObject', { Bucket, Key });
    recorder.drop(Bucket, Key);
    return { DeleteMarker: false };
  }
};
exports.S3Client = class S3Client {
  async send(command) {
    return command.run(command.input);
  }
};
exports.paginateListObjectsV2 = async function* pages({ client }, { Bucket, Prefix }) {
  if (!(client instanceof exports.S3Client)) throw new Error('no client');
  recorder.called('ListObjectsV2', { Bucket, Prefix });
  const keys = recorder.names(Bucket, Prefix);
  if (keys.length === 0) yield {};
  for (let start = 0; start < keys.length; start += 2) {
    yield { Contents: keys.slice(start, start + 2).map(Key => ({ Key })) };
  }
};
