"""Arguments are evaluated once each, in the order of the call, also when one fails."""
from infrar.storage import upload, list_objects, delete


def say(value):
    print('evaluated', value)
    return value


class Source:
    name = 'a.txt'

    def next(self):
        self.name = 'b.txt'
        return 'moved'


upload(say('data'), say('a.txt'), say('x'))
upload(destination=say('y'), source=say('a.txt'), bucket=say('data'))
source = Source()
upload('data', source.name, source.next())
upload('data', destination=source.next(), source=source.name)
bucket = 'data'


def rename():
    global bucket
    bucket = 'elsewhere'
    return 'a.txt'


upload(bucket, rename(), 'z')
print(list_objects('data'), list_objects('elsewhere'), bucket)
try:
    upload({}['bucket'], [][0], say('never'))
except LookupError as error:
    print(type(error).__name__, error)
try:
    delete(say('data'), missing)
except NameError as error:
    print(error)
