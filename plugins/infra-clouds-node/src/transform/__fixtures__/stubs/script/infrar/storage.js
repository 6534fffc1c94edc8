const fs = require('node:fs');
const recorder = require('recorder');

exports.NotFoundError = class NotFoundError extends Error {};
exports.upload = async ({ bucket, source, destination }) =>
  recorder.put(bucket, destination, source);
exports.download = async ({ bucket, source, destination }) => {
  const data = recorder.read(bucket, source);
  if (!data) throw new exports.NotFoundError(source);
  fs.writeFileSync(destination, data);
  recorder.got(bucket, source);
};
exports.remove = async ({ bucket, path }) => {
  recorder.drop(bucket, path);
};
exports.listObjects = async ({ bucket, prefix = '' }) => recorder.names(bucket, prefix);
