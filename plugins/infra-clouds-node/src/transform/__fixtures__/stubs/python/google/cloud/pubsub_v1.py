from types import SimpleNamespace

import recorder
from google.api_core.exceptions import DeadlineExceeded


class PublisherClient:
    def topic_path(self, project, topic):
        return f'{project}/{topic}'

    def publish(self, topic, data):
        assert isinstance(data, bytes)
        recorder.called('publisher.publish', topic)
        recorder.send(topic.removeprefix('project/'), data.decode())
        return SimpleNamespace(result=lambda: '1')


class SubscriberClient:
    def subscription_path(self, project, subscription):
        return f'{project}/{subscription}'

    def pull(self, subscription, max_messages, timeout):
        recorder.called('subscriber.pull', subscription, timeout)
        bodies = recorder.take(subscription.removeprefix('project/'), max_messages)
        if not bodies:
            raise DeadlineExceeded()
        messages = [SimpleNamespace(ack_id=body, message=SimpleNamespace(data=body.encode())) for body in bodies]
        return SimpleNamespace(received_messages=messages)

    def acknowledge(self, subscription, ack_ids):
        assert ack_ids
        recorder.called('subscriber.acknowledge', subscription, ack_ids)
