const recorder = require('recorder');

exports.ServiceBusClient = class ServiceBusClient {
  constructor(namespace, credential) {
    if (namespace !== 'name.servicebus.windows.net' || !credential) throw new Error('no namespace');
    // Like the real connection, it keeps the program going until it is closed.
    this.open = setInterval(() => {}, 1000);
  }
  createSender(queue) {
    return {
      async sendMessages({ body }) {
        recorder.called('sender.sendMessages', queue);
        recorder.send(queue, Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body));
      },
    };
  }
  createReceiver(queue, { receiveMode, skipParsingBodyAsJson }) {
    if (receiveMode !== 'receiveAndDelete') throw new Error('messages stay');
    return {
      async receiveMessages(most, { maxWaitTimeInMs }) {
        recorder.called('receiver.receiveMessages', queue, maxWaitTimeInMs);
        const read = body => (skipParsingBodyAsJson ? Buffer.from(body) : JSON.parse(body));
        return recorder.take(queue, most).map(body => ({ body: read(body) }));
      },
    };
  }
  async close() {
    clearInterval(this.open);
  }
};
