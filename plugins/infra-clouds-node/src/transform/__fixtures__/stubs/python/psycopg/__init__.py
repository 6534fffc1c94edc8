import re

import recorder
from psycopg.rows import dict_row


class OperationalError(Exception):
    pass


class RawCursor:
    """Takes $1 and leaves % alone; it has the rows of one statement."""

    def __init__(self, rows, count):
        self.rows = rows
        self.rowcount = -1 if count is None else count
        self.description = None if rows is None else [()]

    def fetchall(self):
        assert self.rows is not None, 'the last operation did not produce a result'
        return self.rows


class Connection:
    closed = False

    def execute(self, sql, parameters):
        assert not self.closed
        recorder.called('connection.execute', sql)
        try:
            return RawCursor(*recorder.run(sql, parameters))
        except recorder.ConnectionLost as error:
            self.closed = True
            raise OperationalError(str(error)) from error


def connect(password, sslmode, autocommit, row_factory, cursor_factory):
    assert re.fullmatch(r'verify-(full|ca)', sslmode) and autocommit
    assert row_factory is dict_row and cursor_factory is RawCursor
    recorder.called('psycopg.connect', password, sslmode)
    recorder.database()
    return Connection()
