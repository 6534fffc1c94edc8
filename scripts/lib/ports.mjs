/** Looks whether ports are free before anything starts, and says who has them when they are not. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { parts, root } from './settings.mjs';

/**
 * @param {import('./settings.mjs').Part[]} names
 * @throws Error naming each taken port, the part that wants it, and the process that has it
 */
export async function assertPortsFree(names) {
  const taken = [];
  for (const name of names) {
    if (!(await isFree(parts[name].port))) taken.push(name);
  }
  if (taken.length === 0) return;
  const lines = taken.map(name => {
    const { port, what, variable } = parts[name];
    const owner = listenerOf(port);
    return `  port ${port} (${what}; ${variable}) is taken by ${owner ?? 'another program'}`;
  });
  throw new Error(
    `Ports are taken:\n${lines.join('\n')}\n` +
      'Is the demo running already? Stop that program, or set the variables to other ports.',
  );
}

function isFree(port) {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', error => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => resolve(true));
    });
  });
}

/** "process 4711 (node packages/backend)", or undefined where the system does not tell. */
function listenerOf(port) {
  for (const [command, args] of [
    ['ss', ['-Hltnp', `sport = :${port}`]],
    ['lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN']],
  ]) {
    const output = ask(command, args);
    const pid = output && /(?:pid=|^)(\d+)/m.exec(output)?.[1];
    if (pid) {
      const program = ask('ps', ['-ww', '-o', 'args=', '-p', pid])
        ?.trim()
        .replaceAll(`${root}/`, '');
      return `process ${pid}${program ? ` (${program.slice(0, 200)})` : ''}`;
    }
  }
  return undefined;
}

/** What a command prints; undefined when the machine has no such command or it finds nothing. */
function ask(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
