import recorder


def connect():
    recorder.database()


def query(sql, parameters=None):
    return recorder.statement(sql, parameters)[0]


def execute(sql, parameters=None):
    return recorder.statement(sql, parameters)[1]
