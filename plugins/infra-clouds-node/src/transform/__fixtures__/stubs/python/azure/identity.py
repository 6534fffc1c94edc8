from types import SimpleNamespace


class DefaultAzureCredential:
    def get_token(self, scope):
        return SimpleNamespace(token=f'token for {scope}')
