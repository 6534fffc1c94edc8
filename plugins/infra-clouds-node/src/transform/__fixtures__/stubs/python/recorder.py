"""One store of objects in memory, whoever is asked, and a log of what was done to it in neutral words and in the provider's own."""
import atexit
import json
import os
import sqlite3

objects = {}
log = []
native = []
connected = []
tables = sqlite3.connect(':memory:', isolation_level=None)
tables.row_factory = sqlite3.Row


class ConnectionLost(Exception):
    pass


def record(*entry):
    log.append(list(entry))


def called(name, *args, **kwargs):
    native.append([name, list(args), kwargs])


def put(bucket, key, path):
    with open(path, 'rb') as file:
        objects[bucket, key] = file.read()
    record('upload', bucket, path, key)


def read(bucket, key):
    return objects.get((bucket, key))


def got(bucket, key, path):
    record('download', bucket, key, path)


def drop(bucket, key):
    record('delete', bucket, key)
    return objects.pop((bucket, key), None) is not None


def names(bucket, prefix):
    record('list_objects', bucket, prefix)
    return sorted(key for where, key in objects if where == bucket and key.startswith(prefix))


def send(queue, body):
    record('send', queue, body)
    objects.setdefault(('queue', queue), []).append(body)


def take(queue, most):
    record('receive', queue, most)
    waiting = objects.get(('queue', queue), [])
    taken, waiting[:] = waiting[:most], waiting[most:]
    return taken


def database():
    if not connected:
        record('connect')
        connected.append(True)


def run(sql, parameters):
    """Answers the rows, or None where a statement gives none, and how many it changed, or None."""
    if sql == 'lose the connection':
        connected.clear()
        raise ConnectionLost('the connection is lost')
    values = list(parameters or [])
    record('statement', sql, values)
    cursor = tables.execute(sql, {str(index + 1): value for index, value in enumerate(values)})
    rows = cursor.description and [dict(row) for row in cursor.fetchall()]
    return rows, None if cursor.rowcount < 0 else cursor.rowcount


def statement(sql, parameters):
    database()
    rows, count = run(sql, parameters)
    return rows or [], count or 0


def save():
    with open(os.environ['RECORD'], 'w') as file:
        json.dump({'log': log, 'native': native}, file, default=str)


atexit.register(save)
