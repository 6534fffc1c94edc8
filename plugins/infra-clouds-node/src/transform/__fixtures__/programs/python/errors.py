from infrar.storage import NotFoundError, download, upload
import infrar.storage
import os


def fetch(key):
    try:
        download('data', key, 'copy.txt')
    except NotFoundError:
        return 'missing'
    except OSError as error:
        return type(error).__name__
    else:
        return open('copy.txt').read()


print(fetch('nothing'), os.path.exists('copy.txt'))
upload('data', 'a.txt', 'something')
print(fetch('something'))
try:
    infrar.storage.download('data', 'nothing', 'copy.txt')
except (ValueError, infrar.storage.NotFoundError) as error:
    print(isinstance(error, NotFoundError), issubclass(NotFoundError, Exception))
try:
    upload('data', 'no-such-file', 'x')
except FileNotFoundError:
    print('no file')
