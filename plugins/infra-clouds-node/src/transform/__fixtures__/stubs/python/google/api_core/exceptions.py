class NotFound(Exception):
    pass


class DeadlineExceeded(Exception):
    pass
