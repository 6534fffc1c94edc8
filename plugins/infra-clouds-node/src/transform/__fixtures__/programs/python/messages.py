"""Messages and objects in one program."""
from infrar import messaging
from infrar.messaging import receive, send as put
from infrar.storage import list_objects, upload

print(put('work', 'one'), messaging.send(body='two', queue='work'), put('other', f'{1 + 1}'))
print(receive('work'), receive(queue='work', max_messages=10), receive('work', 2))
for body in receive('other'):
    upload('data', 'a.txt', body)
print(list_objects('data'), [body for body in receive('nothing')])
