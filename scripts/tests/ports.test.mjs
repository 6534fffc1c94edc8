import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { assertPortsFree } from '../lib/ports.mjs';
import { parts } from '../lib/settings.mjs';

const server = createServer();
before(
  () =>
    new Promise(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    }),
);
after(() => server.close());

test('a taken port is told with the part that wants it and the process that has it', async () => {
  parts.portal.port = server.address().port;
  await assert.rejects(assertPortsFree(['portal']), ({ message }) => {
    assert.match(
      message,
      new RegExp(`port ${server.address().port} \\(portal; BAILIWICK_PORTAL_PORT\\)`),
    );
    assert.match(message, new RegExp(`process ${process.pid} `));
    return true;
  });
});

test('a free port is no error', async () => {
  const probe = createServer();
  await new Promise(resolve => {
    probe.listen(0, '127.0.0.1', resolve);
  });
  parts.portal.port = probe.address().port;
  await new Promise(resolve => {
    probe.close(resolve);
  });
  await assertPortsFree(['portal']);
});
