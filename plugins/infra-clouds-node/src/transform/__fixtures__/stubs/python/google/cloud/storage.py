import recorder
from google.api_core.exceptions import NotFound


class Blob:
    def __init__(self, bucket, name):
        self.bucket = bucket
        self.name = name

    def upload_from_filename(self, filename):
        recorder.called('blob.upload_from_filename', self.bucket, self.name, filename)
        recorder.put(self.bucket, self.name, filename)

    def download_to_filename(self, filename):
        recorder.called('blob.download_to_filename', self.bucket, self.name, filename)
        data = recorder.read(self.bucket, self.name)
        if data is None:
            raise NotFound(self.name)
        with open(filename, 'wb') as file:
            file.write(data)
        recorder.got(self.bucket, self.name, filename)

    def delete(self):
        recorder.called('blob.delete', self.bucket, self.name)
        if not recorder.drop(self.bucket, self.name):
            raise NotFound(self.name)


class Bucket:
    def __init__(self, name):
        self.name = name

    def blob(self, name):
        return Blob(self.name, name)


class Client:
    def bucket(self, name):
        return Bucket(name)

    def list_blobs(self, bucket, prefix):
        recorder.called('client.list_blobs', bucket, prefix=prefix)
        return iter([Blob(bucket, name) for name in recorder.names(bucket, prefix)])
