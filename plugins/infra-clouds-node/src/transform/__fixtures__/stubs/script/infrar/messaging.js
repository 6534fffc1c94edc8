const recorder = require('recorder');

exports.send = async ({ queue, body }) => recorder.send(queue, body);
exports.receive = async ({ queue, maxMessages = 1 }) => recorder.take(queue, maxMessages);
