import recorder


class ServiceBusReceiveMode:
    RECEIVE_AND_DELETE = 'receive and delete'


class ServiceBusMessage:
    def __init__(self, body):
        self.body = body

    def __str__(self):
        return self.body


class Link:
    def __init__(self, queue):
        self.queue = queue

    def __enter__(self):
        return self

    def __exit__(self, *_):
        recorder.called('link.close', self.queue)

    def send_messages(self, message):
        recorder.called('sender.send_messages', self.queue)
        recorder.send(self.queue, message.body)

    def receive_messages(self, max_message_count, max_wait_time):
        recorder.called('receiver.receive_messages', self.queue, max_wait_time)
        return [ServiceBusMessage(body) for body in recorder.take(self.queue, max_message_count)]


class ServiceBusClient:
    def __init__(self, namespace, credential):
        assert namespace == 'name.servicebus.windows.net' and credential is not None

    def get_queue_sender(self, queue):
        return Link(queue)

    def get_queue_receiver(self, queue, receive_mode):
        assert receive_mode == ServiceBusReceiveMode.RECEIVE_AND_DELETE
        return Link(queue)
