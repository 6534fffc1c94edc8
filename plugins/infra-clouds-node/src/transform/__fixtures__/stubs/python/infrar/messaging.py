import recorder


def send(queue, body):
    recorder.send(queue, body)


def receive(queue, max_messages=1):
    return recorder.take(queue, max_messages)
