"""Every operation, by position and by name."""
from infrar.storage import upload, download, delete, list_objects

upload('data', 'a.txt', 'in/a.txt')
upload(bucket='data', source='b.txt', destination='in/b.txt')
upload(destination='other/c.txt', source='b.txt', bucket='data')
print(list_objects('data'), list_objects(bucket='data', prefix='in/'), list_objects('none'))
print(download('data', 'in/a.txt', 'copy.txt'), open('copy.txt').read())
print(delete('data', 'in/a.txt'), delete(bucket='data', path='in/a.txt'))
print(list_objects('data'))
