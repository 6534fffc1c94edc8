// A process that starts a tool the way the worker does and is then killed: `node leashHolder.mjs <leash> <program>`.
import { spawn } from 'node:child_process';

const [, , leash, program] = process.argv;
spawn('/bin/sh', ['-c', leash, 'sh', '1', program], {
  stdio: ['pipe', 'ignore', 'ignore'],
  detached: true,
});
setInterval(() => {}, 1000);
