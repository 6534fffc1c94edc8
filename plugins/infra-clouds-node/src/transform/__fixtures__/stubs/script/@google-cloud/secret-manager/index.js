exports.SecretManagerServiceClient = class SecretManagerServiceClient {
  secretVersionPath(project, secret, version) {
    return `projects/${project}/secrets/${secret}/versions/${version}`;
  }
  async accessSecretVersion({ name }) {
    return [{ payload: { data: Buffer.from(`password of ${name}`) } }, undefined, undefined];
  }
};
