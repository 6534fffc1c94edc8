const recorder = require('recorder');

class Command {
  constructor(input) {
    this.input = input;
  }
}
const queueOf = url => url.replace('https://sqs/', '');

exports.GetQueueUrlCommand = class GetQueueUrlCommand extends Command {
  run({ QueueName }) {
    return { QueueUrl: `https://sqs/${QueueName}` };
  }
};
exports.SendMessageCommand = class SendMessageCommand extends Command {
  run({ QueueUrl, MessageBody }) {
    recorder.called('SendMessage', { QueueUrl });
    recorder.send(queueOf(QueueUrl), MessageBody);
    return { MessageId: '1' };
  }
};
exports.ReceiveMessageCommand = class ReceiveMessageCommand extends Command {
  run({ QueueUrl, MaxNumberOfMessages }) {
    recorder.called('ReceiveMessage', { QueueUrl });
    const bodies = recorder.take(queueOf(QueueUrl), MaxNumberOfMessages);
    if (bodies.length === 0) return {};
    return { Messages: bodies.map(Body => ({ Body, ReceiptHandle: Body })) };
  }
};
exports.DeleteMessageCommand = class DeleteMessageCommand extends Command {
  run({ QueueUrl, ReceiptHandle }) {
    recorder.called('DeleteMessage', { QueueUrl, ReceiptHandle });
  }
};
exports.SQSClient = class SQSClient {
  async send(command) {
    return command.run(command.input);
  }
};
