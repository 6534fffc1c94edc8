import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCredentials } from './credentials';

it('files of credentials are gone before a Dockerfile runs, and nothing else is', async () => {
  const root = await mkdtemp(join(tmpdir(), 'credentials-'));
  await writeFile(join(root, 'before'), 'x');
  const credentials = await openCredentials({
    workingDirectory: async () => root,
    environment: async () => {
      await mkdir(join(root, '.credentials', 'id'), { recursive: true });
      await writeFile(join(root, '.credentials', 'id', 'key.json'), 'secret');
      // As some tools want it: the path is only a part of the value.
      return { CONFIG: `file:${join(root, '.credentials', 'id', 'key.json')}` };
    },
  });
  expect(Object.keys(credentials.environment)).toEqual(['CONFIG']);
  await writeFile(join(root, 'after'), 'x');
  await credentials.forget();
  expect((await readdir(root)).sort()).toEqual(['after', 'before']);
  await rm(root, { recursive: true });
});
