const recorder = require('recorder');

exports.PubSub = class PubSub {
  constructor({ projectId }) {
    if (projectId !== 'project') throw new Error('no project');
  }
  topic(name) {
    return {
      async publishMessage({ data }) {
        if (!Buffer.isBuffer(data)) throw new TypeError('Data must be in the form of a Buffer.');
        recorder.called('topic.publishMessage', name);
        recorder.send(name, data.toString());
        return '1';
      },
    };
  }
};
class SubscriberClient {
  subscriptionPath(project, name) {
    return `${project}/${name}`;
  }
  async pull({ subscription, maxMessages }, { timeout }) {
    recorder.called('subscriber.pull', subscription, timeout);
    const bodies = recorder.take(subscription.replace('project/', ''), maxMessages);
    if (bodies.length === 0) throw Object.assign(new Error('DEADLINE_EXCEEDED'), { code: 4 });
    const receivedMessages = bodies.map(body => ({
      ackId: body,
      message: { data: Buffer.from(body) },
    }));
    return [{ receivedMessages }, undefined, undefined];
  }
  async acknowledge({ subscription, ackIds }) {
    if (ackIds.length === 0) throw new Error('nothing to acknowledge');
    recorder.called('subscriber.acknowledge', subscription, ackIds);
  }
}
exports.v1 = { SubscriberClient };
