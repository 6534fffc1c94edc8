import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ProvisionerRegistry } from '../ProvisionerRegistry';
import { temporaryFolder } from '../__testUtils__/openRunHouse';
import { quietLogger } from '../__testUtils__/quietServices';
import { ThingProvisioner } from '../__testUtils__/ThingProvisioner';
import { WorkingDirectories } from './WorkingDirectories';

let parent: string;
let directories: WorkingDirectories;
const salvaged: string[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'directories-'));
  salvaged.length = 0;
  const provisioners = new ProvisionerRegistry();
  const things = new ThingProvisioner(temporaryFolder());
  provisioners.add(
    Object.assign(things, {
      salvage: async (directory: string) => void salvaged.push(basename(directory)),
    }),
  );
  directories = new WorkingDirectories({
    parent,
    provisioners,
    graceMs: 1000,
    logger: quietLogger,
  });
});
afterEach(() => rm(parent, { recursive: true }));

async function deadPid(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid!;
}

const leave = (pid: number, random = 'aB3dE6') =>
  mkdir(join(parent, `infra-run-${pid}-${random}`, 'module'), { recursive: true });

it('are for nobody else to read, and gone once they are removed', async () => {
  const directory = await directories.make();
  expect((await stat(directory)).mode.toString(8)).toMatch(/700$/);
  expect(basename(directory).length).toBeLessThan(32);
  await directories.remove(directory);
  await expect(stat(directory)).rejects.toThrow('ENOENT');
});

it('of a killed process are removed a round after they were found, and what matters is kept before', async () => {
  const pid = await deadPid();
  await leave(pid);
  await directories.sweep();
  expect(await readdir(parent)).toEqual([`infra-run-${pid}-aB3dE6`]);
  await directories.sweep();
  expect(await readdir(parent)).toEqual([]);
  expect(salvaged).toEqual([`infra-run-${pid}-aB3dE6`]);
});

it('of processes that go on stay, as does what is no working directory', async () => {
  const own = basename(await directories.make());
  await leave(process.ppid);
  await mkdir(join(parent, `infra-run-${await deadPid()}-notes-of-mine`));
  const before = await readdir(parent);
  await directories.sweep();
  await directories.sweep();
  expect(await readdir(parent)).toEqual(before);
  expect(before).toContain(own);
});

it('of an earlier process that had the same number, as in a container, are removed', async () => {
  await leave(process.pid);
  const own = await directories.make();
  await directories.sweep();
  await directories.sweep();
  expect(await readdir(parent)).toEqual([basename(own)]);
});
