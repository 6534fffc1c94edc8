const fs = require('node:fs');
const recorder = require('recorder');

class Blob {
  constructor(container, name) {
    Object.assign(this, { container, name });
  }
  async uploadFile(path) {
    recorder.called('blob.uploadFile', this.container, this.name, path);
    recorder.put(this.container, this.name, path);
  }
  async downloadToFile(path) {
    recorder.called('blob.downloadToFile', this.container, this.name, path);
    const data = recorder.read(this.container, this.name);
    if (!data) throw Object.assign(new Error(this.name), { statusCode: 404 });
    fs.writeFileSync(path, data);
    recorder.got(this.container, this.name);
  }
  async deleteIfExists({ deleteSnapshots }) {
    recorder.called('blob.deleteIfExists', this.container, this.name, { deleteSnapshots });
    return { succeeded: recorder.drop(this.container, this.name) };
  }
}
class Container {
  constructor(name) {
    this.name = name;
  }
  getBlobClient(name) {
    return new Blob(this.name, name);
  }
  getBlockBlobClient(name) {
    return new Blob(this.name, name);
  }
  async *listBlobsFlat({ prefix }) {
    recorder.called('container.listBlobsFlat', this.name, { prefix });
    for (const name of recorder.names(this.name, prefix)) yield { name };
  }
}
exports.BlobServiceClient = class BlobServiceClient {
  constructor(url, credential) {
    if (url !== 'https://account.blob.core.windows.net' || !credential)
      throw new Error('no account');
  }
  getContainerClient(name) {
    return new Container(name);
  }
};
