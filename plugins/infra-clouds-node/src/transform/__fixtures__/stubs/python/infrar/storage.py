import recorder


class NotFoundError(Exception):
    pass


def upload(bucket, source, destination):
    recorder.put(bucket, destination, source)


def download(bucket, source, destination):
    data = recorder.read(bucket, source)
    if data is None:
        raise NotFoundError(source)
    with open(destination, 'wb') as file:
        file.write(data)
    recorder.got(bucket, source, destination)


def delete(bucket, path):
    recorder.drop(bucket, path)


def list_objects(bucket, prefix=''):
    return recorder.names(bucket, prefix)
