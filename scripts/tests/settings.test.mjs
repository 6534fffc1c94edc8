import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/settings.mjs';

const settingsWith = environment =>
  spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { parts, urlOf } from ${JSON.stringify(join(root, 'scripts/lib/settings.mjs'))};
       console.log(JSON.stringify([parts.backend.port, urlOf('portal')]));`,
    ],
    { encoding: 'utf8', env: { ...process.env, ...environment } },
  );

test('ports come from the environment', () => {
  const { stdout } = settingsWith({
    BAILIWICK_BACKEND_PORT: '17007',
    BAILIWICK_PORTAL_PORT: '13000',
  });
  assert.deepEqual(JSON.parse(stdout), [17007, 'http://127.0.0.1:13000']);
});

for (const port of ['seven', '0', '65536', '70.5']) {
  test(`a port "${port}" is refused by the name of its variable`, () => {
    const { status, stderr } = settingsWith({ BAILIWICK_BACKEND_PORT: port });
    assert.equal(status, 1);
    assert.match(stderr, /BAILIWICK_BACKEND_PORT must be a port between 1 and 65535/);
  });
}

test('an unknown task is refused with those that there are', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), 'stat'], {
    encoding: 'utf8',
  });
  assert.equal(status, 2);
  assert.match(stderr, /There is no task "stat".*start.*test/);
});
