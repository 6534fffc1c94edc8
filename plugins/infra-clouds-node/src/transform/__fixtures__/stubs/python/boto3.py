import json

import recorder
from botocore.exceptions import ClientError


class NoSuchKey(ClientError):
    pass


class Exceptions:
    NoSuchKey = NoSuchKey


class Paginator:
    def paginate(self, Bucket, Prefix):
        recorder.called('s3.list_objects_v2', Bucket=Bucket, Prefix=Prefix)
        keys = recorder.names(Bucket, Prefix)
        if not keys:
            yield {}
        for start in range(0, len(keys), 2):
            yield {'Contents': [{'Key': key} for key in keys[start:start + 2]]}


class S3:
    exceptions = Exceptions

    def upload_file(self, Filename, Bucket, Key):
        recorder.called('s3.upload_file', Filename, Bucket, Key)
        recorder.put(Bucket, Key, Filename)

    def download_file(self, Bucket, Key, Filename):
        recorder.called('s3.download_file', Bucket, Key, Filename)
        data = recorder.read(Bucket, Key)
        if data is None:
            raise ClientError({'Error': {'Code': '404'}}, 'HeadObject')
        with open(Filename, 'wb') as file:
            file.write(data)
        recorder.got(Bucket, Key, Filename)

    def delete_object(self, Bucket, Key):
        recorder.called('s3.delete_object', Bucket=Bucket, Key=Key)
        recorder.drop(Bucket, Key)
        return {'ResponseMetadata': {'HTTPStatusCode': 204}}

    def get_paginator(self, name):
        assert name == 'list_objects_v2'
        return Paginator()


class SQS:
    def get_queue_url(self, QueueName):
        return {'QueueUrl': f'https://sqs/{QueueName}'}

    def send_message(self, QueueUrl, MessageBody):
        recorder.called('sqs.send_message', QueueUrl=QueueUrl)
        recorder.send(QueueUrl.removeprefix('https://sqs/'), MessageBody)
        return {'MessageId': '1'}

    def receive_message(self, QueueUrl, MaxNumberOfMessages):
        recorder.called('sqs.receive_message', QueueUrl=QueueUrl)
        bodies = recorder.take(QueueUrl.removeprefix('https://sqs/'), MaxNumberOfMessages)
        return {'Messages': [{'Body': body, 'ReceiptHandle': body} for body in bodies]} if bodies else {}

    def delete_message(self, QueueUrl, ReceiptHandle):
        recorder.called('sqs.delete_message', QueueUrl=QueueUrl, ReceiptHandle=ReceiptHandle)


class SecretsManager:
    def get_secret_value(self, SecretId):
        return {'SecretString': json.dumps({'username': 'admin', 'password': f'password of {SecretId}'})}


def client(service):
    return {'s3': S3, 'sqs': SQS, 'secretsmanager': SecretsManager}[service]()
