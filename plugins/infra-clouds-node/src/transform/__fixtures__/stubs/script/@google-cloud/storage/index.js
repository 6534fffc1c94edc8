const fs = require('node:fs');
const recorder = require('recorder');

class File {
  constructor(bucket, name) {
    Object.assign(this, { bucket, name });
  }
  async download({ destination }) {
    recorder.called('file.download', this.bucket, this.name);
    const data = recorder.read(this.bucket, this.name);
    if (!data) throw Object.assign(new Error(this.name), { code: 404 });
    fs.writeFileSync(destination, data);
    recorder.got(this.bucket, this.name);
  }
  async delete({ ignoreNotFound }) {
    recorder.called('file.delete', this.bucket, this.name, { ignoreNotFound });
    if (!recorder.drop(this.bucket, this.name) && !ignoreNotFound) throw new Error('404');
    return [{}];
  }
}
class Bucket {
  constructor(name) {
    this.name = name;
  }
  file(name) {
    return new File(this.name, name);
  }
  async upload(path, { destination }) {
    recorder.called('bucket.upload', this.name, path, { destination });
    recorder.put(this.name, destination, path);
    return [this.file(destination)];
  }
  async getFiles({ prefix }) {
    recorder.called('bucket.getFiles', this.name, { prefix });
    return [recorder.names(this.name, prefix).map(name => this.file(name))];
  }
}
exports.Storage = class Storage {
  bucket(name) {
    return new Bucket(name);
  }
};
