// A process that starts a tool the way the worker does and is then killed: `node leashHolder.mjs <leash> <program>`.
import { spawn } from 'node:child_process';

const [, , leash, program] = process.argv;
const { stdout, stderr } = spawn('/bin/sh', ['-c', leash, 'sh', '2', program], {
  stdio: ['pipe', 'pipe', 'pipe'],
  detached: true,
});
stdout.resume();
stderr.resume();
setInterval(() => {}, 1000);
