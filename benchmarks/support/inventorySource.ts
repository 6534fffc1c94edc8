import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SourceVariant } from './inventorySourceProcess';

/** An inventory in a process of its own, so that its work and its memory are not ours. */
export interface InventorySource {
  url: string;
  /** Chooses what it reports from now on. */
  report(variant: SourceVariant): Promise<void>;
  stop(): void;
}

/** The next text that it sends; the loader of TypeScript sends messages of its own. */
async function answerOf(child: ChildProcess): Promise<string> {
  for (;;) {
    const [message] = await once(child, 'message');
    if (typeof message === 'string') return message;
  }
}

export async function startInventorySource(servers: number): Promise<InventorySource> {
  const child = fork(join(__dirname, 'inventorySourceProcess.ts'), [`${servers}`], {
    execArgv: process.execArgv,
  });
  const url = await answerOf(child);
  return {
    url,
    async report(variant) {
      child.send(variant);
      await answerOf(child);
    },
    stop: () => child.kill(),
  };
}
