import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { type ArgoCdClient, ArgoCdInstances } from '@bailiwick/backstage-plugin-infra-node';
import { ApplicationStore } from '../plugins/infra-backend/src/argocd/ApplicationStore';
import { Poller } from '../plugins/infra-backend/src/argocd/Poller';
import { ChangeNotifier } from '../plugins/infra-backend/src/lib/changes';
import {
  quietLogger,
  quietMetrics,
} from '../plugins/infra-backend/src/runs/__testUtils__/quietServices';
import type { ArgoCdOrder } from './support/argoCdProcess';
import { startBenchPostgres } from './support/postgres';
import { main, median, report, rounded, tell } from './support/report';

/**
 * What it costs to follow 2,000 applications of one Argo CD: calls, CPU time of this process and seconds per round, when nothing has
 * changed, when one in a hundred has, and the first time. The baseline asks for each application alone, twenty at a time, and does
 * nothing with the answers.
 */
const APPLICATIONS = Number(process.env.BENCH_APPLICATIONS ?? 2000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 10);
const AT_A_TIME = 20;

interface Cost {
  calls: number;
  cpuMs: number;
  seconds: number;
}

let calls = 0;
const send = globalThis.fetch;
globalThis.fetch = (...args) => {
  calls += 1;
  return send(...args);
};

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const before = calls;
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    calls: calls - before,
    cpuMs: (user + system) / 1000,
    seconds: (performance.now() - start) / 1000,
  };
}

const medianOf = (costs: readonly Cost[]): Cost => ({
  calls: Math.max(...costs.map(cost => cost.calls)),
  cpuMs: rounded(median(costs.map(({ cpuMs }) => cpuMs))),
  seconds: rounded(median(costs.map(({ seconds }) => seconds)), 3),
});

/** The next text that the process sends; the loader of TypeScript sends messages of its own. */
async function answerOf(child: ChildProcess): Promise<string> {
  for (;;) {
    const [message] = await once(child, 'message');
    if (typeof message === 'string') return message;
  }
}

async function askForEach(client: ArgoCdClient, names: readonly string[]): Promise<void> {
  const left = [...names];
  const ask = async () => {
    for (let name = left.pop(); name; name = left.pop()) await client.getApplication(name);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, ask));
}

main(async () => {
  const postgres = await startBenchPostgres();
  const child = fork(join(__dirname, 'support', 'argoCdProcess.ts'), [`${APPLICATIONS}`], {
    execArgv: process.execArgv,
  });
  const { url, token } = JSON.parse(await answerOf(child));
  const change = async (order: ArgoCdOrder) => {
    child.send(order);
    await answerOf(child);
  };
  const instances = ArgoCdInstances.fromConfig(
    new ConfigReader({ infra: { argocd: { instances: [{ name: 'main', url, token }] } } }),
  );
  const store = new ApplicationStore(postgres.connect(4));
  const changes = new ChangeNotifier({
    signals: { publish: async () => {} },
    events: { publish: async () => {}, subscribe: async () => {} },
    logger: quietLogger,
  });
  const poller = new Poller({
    ...{ instances, store, changes, logger: quietLogger, metrics: quietMetrics, intervalMs: 1000 },
  });

  tell('ours: rounds with one list call');
  const first = await costOf(() => poller.round());
  const unchanged: Cost[] = [];
  const changed: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    unchanged.push(await costOf(() => poller.round()));
    await change({ change: APPLICATIONS / 100 });
    changed.push(await costOf(() => poller.round()));
  }

  tell('baseline: a call for each application');
  const [client] = instances.all;
  const names = (await client.listApplications()).map(application => client.nameOf(application));
  const each: Cost[] = [];
  for (let round = 0; round < 3; round++) {
    each.push(await costOf(() => askForEach(client, names)));
  }

  const ours = medianOf(unchanged);
  const baseline = medianOf(each);
  report({
    bench: 'argocd',
    unit: 'milliseconds of CPU per round',
    applications: names.length,
    ours: ours.cpuMs,
    baseline: baseline.cpuMs,
    ratio: rounded(baseline.cpuMs / ours.cpuMs),
    rounds: { first: medianOf([first]), unchanged: ours, changed: medianOf(changed), baseline },
  });
  child.disconnect();
  await postgres.stop();
});
