import functools
from infrar.storage import upload, list_objects, delete

upload('data', 'a.txt', 'one'); upload('data', 'b.txt', 'two')


def default(names=list_objects('data')):
    return names


@functools.lru_cache(len(list_objects('data')))
def cached():
    return list_objects('data')[0]


print(default(), cached(), (lambda b: list_objects(b))('data'))
print(f"{list_objects('data')} {len(list_objects('data', prefix=f'{upload.__name__[:0]}t')):>4}")
print([n.upper() for n in list_objects('data') if n in list_objects('data', 'o')])
print({n: len(list_objects('data', n)) for n in list_objects('data')})
print(list_objects('data')[-1].split('w'), not list_objects('none'), 'a' if list_objects('none') else 'b')
print(list(map(list_objects, ['data', 'none'])), functools.partial(list_objects, 'data')('t'))
arguments, options = ('data', 'a.txt'), {'destination': 'three'}
upload(*arguments, **options)
upload(
    # where it goes
    bucket='data',  # the usual
    source='a.txt',

    destination='four',  # at last
)
upload('data', list_objects('files')[0] if list_objects('files') else 'b.txt', \
       f'five-{list_objects("data")[0]}')
while list_objects('data', 'o'):
    delete('data', list_objects('data', 'o')[0])
assert list_objects('data'), list_objects('none')
print(upload('data', 'a.txt', 'six') or delete('data', 'two') or list_objects('data'))


def generated():
    got = upload('data', 'a.txt', (yield list_objects('data')))
    yield got


steps = generated()
next(steps)
print(steps.send('seven'), list_objects('data'))
