exports.DefaultAzureCredential = class DefaultAzureCredential {
  async getToken(scope) {
    return { token: `token for ${scope}` };
  }
};
