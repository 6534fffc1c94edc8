from types import SimpleNamespace


class SecretManagerServiceClient:
    def secret_version_path(self, project, secret, version):
        return f'projects/{project}/secrets/{secret}/versions/{version}'

    def access_secret_version(self, name):
        return SimpleNamespace(payload=SimpleNamespace(data=f'password of {name}'.encode()))
