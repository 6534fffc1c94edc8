import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigReader } from '@backstage/config';
import {
  startStateServer,
  type StateServer,
} from '../plugins/infra-backend-module-opentofu/src/__testUtils__/stateServer';
import {
  resourceOf,
  TestRun,
} from '../plugins/infra-backend-module-opentofu/src/__testUtils__/TestRun';
import { OpenTofuProvisioner } from '../plugins/infra-backend-module-opentofu/src/OpenTofuProvisioner';
import { readSettings } from '../plugins/infra-backend-module-opentofu/src/settings';
import { findProgram } from '../plugins/infra-backend-module-opentofu/src/tool';
import { main, median, report, rounded, tell } from './support/report';

/**
 * Seconds from an empty folder to applied resources with their outputs read: by the provisioner, and by the same program called by hand
 * with the same plan, apply and output, and its state at the same server. What the provisioner does besides is reading the plan as JSON, the
 * module's variables, and looking after the process.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const RESOURCES = Number(process.env.BENCH_RESOURCES ?? 20);

const run = promisify(execFile);

const MODULE = `
variable "text" {
  type = string
}
resource "terraform_data" "thing" {
  count = ${RESOURCES}
  input = "\${var.text} \${count.index}"
}
output "ids" {
  value = terraform_data.thing[*].id
}`;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function byProvisioner(provisioner: OpenTofuProvisioner, state: StateServer) {
  const testRun = new TestRun(resourceOf({ text: 'hello' }), {
    settings: { source: { kind: 'inline', files: { 'main.tf': MODULE } } },
    state,
  });
  await provisioner.apply(testRun.context);
  await testRun.end();
}

async function byHand(program: string, state: StateServer) {
  const cwd = await mkdtemp(join(tmpdir(), 'bench-opentofu-'));
  await writeFile(join(cwd, 'main.tf'), `terraform {\n  backend "http" {}\n}\n${MODULE}`);
  const address = { TF_HTTP_LOCK_ADDRESS: state.url, TF_HTTP_UNLOCK_ADDRESS: state.url };
  const env = {
    ...process.env,
    ...{ HOME: cwd, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_CLI_CONFIG_FILE: '' },
    ...{ TF_HTTP_ADDRESS: state.url, ...address },
  };
  const call = (...args: string[]) => run(program, args, { cwd, env });
  await call('init', '-input=false', '-no-color');
  await call('plan', '-input=false', '-no-color', '-var=text=hello', '-out=plan');
  await call('apply', '-input=false', '-no-color', 'plan');
  await call('output', '-json');
  await rm(cwd, { recursive: true });
}

main(async () => {
  const program = await findProgram(undefined);
  const provisioner = new OpenTofuProvisioner(readSettings(new ConfigReader({})));
  const times = { ours: [] as number[], baseline: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const side of ['ours', 'baseline'] as const) {
      const state = await startStateServer();
      const took = await seconds(() =>
        side === 'ours' ? byProvisioner(provisioner, state) : byHand(program, state),
      );
      await state.stop();
      // The first ones meet cold caches.
      if (round > 0) times[side].push(took);
    }
    tell(`Round ${round} of ${ROUNDS}`);
  }
  const [ours, baseline] = [median(times.ours), median(times.baseline)];
  report({
    bench: 'opentofu',
    ours: rounded(ours, 3),
    baseline: rounded(baseline, 3),
    ratio: rounded(ours / baseline),
    overheadSeconds: rounded(ours - baseline, 3),
    unit: 's',
    ...{ resources: RESOURCES, rounds: ROUNDS },
  });
});
