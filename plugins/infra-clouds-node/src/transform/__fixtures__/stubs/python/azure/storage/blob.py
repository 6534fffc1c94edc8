import recorder
from azure.core.exceptions import ResourceNotFoundError


class Downloader:
    def __init__(self, bucket, name, data):
        self.bucket = bucket
        self.name = name
        self.data = data

    def readinto(self, stream):
        stream.write(self.data)
        recorder.got(self.bucket, self.name, stream.name)


class BlobClient:
    def __init__(self, bucket, name):
        self.bucket = bucket
        self.name = name

    def upload_blob(self, data, overwrite):
        recorder.called('blob.upload_blob', self.bucket, self.name, overwrite=overwrite)
        recorder.put(self.bucket, self.name, data.name)

    def download_blob(self):
        recorder.called('blob.download_blob', self.bucket, self.name)
        data = recorder.read(self.bucket, self.name)
        if data is None:
            raise ResourceNotFoundError(self.name)
        return Downloader(self.bucket, self.name, data)

    def delete_blob(self, delete_snapshots):
        recorder.called('blob.delete_blob', self.bucket, self.name, delete_snapshots=delete_snapshots)
        if not recorder.drop(self.bucket, self.name):
            raise ResourceNotFoundError(self.name)


class ContainerClient:
    def __init__(self, name):
        self.name = name

    def list_blob_names(self, name_starts_with):
        recorder.called('container.list_blob_names', self.name, name_starts_with=name_starts_with)
        return iter(recorder.names(self.name, name_starts_with))


class BlobServiceClient:
    def __init__(self, account_url, credential):
        assert account_url == 'https://account.blob.core.windows.net' and credential is not None

    def get_blob_client(self, container, blob):
        return BlobClient(container, blob)

    def get_container_client(self, container):
        return ContainerClient(container)
