"""Every name that a rule would like is taken."""
from infrar import storage
import builtins

s3 = boto3 = storage_client = blob_service = os = 'mine'
ClientError = NotFound = BlobServiceClient = DefaultAzureCredential = ResourceNotFoundError = 'mine too'
_storage_upload = _storage_download = _storage_delete = _storage_list_objects = 'and mine'


def open(path):
    return 'not the built-in'


def list(*_):
    return 'not the built-in either'


storage.upload('data', 'a.txt', 'x')
print(storage.list_objects('data'))
storage.download('data', 'x', 'copy.txt')
storage.delete('data', 'y')
storage.delete('data', 'x')
print(storage.list_objects('data'), open('x'), list([1]), builtins.open('copy.txt').read())
print(s3, boto3, storage_client, blob_service, os, ClientError, _storage_upload, _storage_list_objects)
