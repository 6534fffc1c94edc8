from infrar.storage import upload, list_objects


class Client:
    upload = staticmethod(upload)

    def list_objects(self, *args):
        return ['mine', *args]


def shadowed(upload):
    return upload('p')


def assigned():
    list_objects = len
    return list_objects([1, 2])


def chooses(dry):
    global chosen
    if dry:
        from builtins import print as chosen
    else:
        from infrar.storage import upload as chosen
    return chosen


upload('data', 'a.txt', 'first')
Client.upload('data', 'a.txt', 'second')
print(Client().list_objects(1), shadowed(str), assigned())
chooses(False)('data', 'a.txt', 'third')
chooses(True)('not uploaded')
print([upload for upload in 'ab'], list_objects('data'))
if (found := list_objects('data')):
    print(found)


def upload(*args):
    print('mine', args)


upload('x')
