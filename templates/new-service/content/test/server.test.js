import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { server } from '../src/server.js';

test('answers on /healthz and nowhere else', async t => {
  server.listen(0);
  await once(server, 'listening');
  t.after(() => server.close());
  const base = `http://127.0.0.1:${server.address().port}`;
  assert.equal((await fetch(`${base}/healthz`)).status, 200);
  assert.equal((await fetch(`${base}/elsewhere`)).status, 404);
});
