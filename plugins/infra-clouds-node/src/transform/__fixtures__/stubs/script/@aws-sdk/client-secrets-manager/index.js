exports.GetSecretValueCommand = class GetSecretValueCommand {
  constructor(input) {
    this.input = input;
  }
};
exports.SecretsManagerClient = class SecretsManagerClient {
  async send({ input: { SecretId } }) {
    const secret = { username: 'admin', password: `password of ${SecretId}` };
    return { SecretString: JSON.stringify(secret) };
  }
};
