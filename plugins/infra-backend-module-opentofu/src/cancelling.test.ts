import { ConfigReader } from '@backstage/config';
import { OpenTofuProvisioner } from './OpenTofuProvisioner';
import { readSettings } from './settings';
import {
  describeTerraform,
  openScripts,
  resourceOf,
  type Scripts,
  startStateServer,
  type StateServer,
  TestRun,
} from './__testUtils__';
import { findProgram } from './tool';

jest.setTimeout(120_000);

describeTerraform('A run that is cancelled (terraform must be installed)', () => {
  let scripts: Scripts;
  let state: StateServer;
  beforeAll(async () => {
    scripts = await openScripts();
  });
  afterAll(() => scripts.remove());
  beforeEach(async () => {
    state = await startStateServer();
  });
  afterEach(() => state.stop());

  /** The real program, but that one command waits before it begins and is told to stop there. */
  const provisionerThatWaitsAt = async (command: string) => {
    const program = await findProgram(undefined);
    const binary = await scripts.write(
      `terraform-${command}`,
      `if [ "$1" = ${command} ]; then trap 'exit 1' INT; echo waiting; while :; do sleep 0.05; done; fi
      exec ${program} "$@"`,
    );
    const infra = { opentofu: { binary } };
    return new OpenTofuProvisioner(readSettings(new ConfigReader({ infra })));
  };
  const runOf = (main: string) =>
    new TestRun(resourceOf(), {
      settings: { source: { kind: 'inline', files: { 'main.tf': main } } },
      state,
    });

  it.each(['init', 'plan', 'apply'])('ends within %s', async command => {
    const provisioner = await provisionerThatWaitsAt(command);
    const run = runOf('resource "terraform_data" "a" {}');
    const applying = provisioner.apply(run.context);
    await Promise.race([run.logged(/waiting/), applying]);
    run.cancel();
    await expect(applying).rejects.toThrow('The run was cancelled');
    expect(run.phases.at(-1)).toBe(command);
    expect(state.isLocked).toBe(false);
    expect(state.state?.resources ?? []).toEqual([]);
    await run.end();
  });

  it('within an apply keeps what was made, and gives the lock back', async () => {
    const provisioner = new OpenTofuProvisioner(readSettings(new ConfigReader({})));
    const run = runOf(`
      resource "terraform_data" "first" {}
      resource "terraform_data" "slow" {
        depends_on = [terraform_data.first]
        provisioner "local-exec" {
          command = "echo at work; sleep 1000"
        }
      }`);
    const applying = provisioner.apply(run.context);
    await Promise.race([run.logged(/at work$/m), applying]);
    expect(state.isLocked).toBe(true);
    run.cancel();
    await expect(applying).rejects.toThrow('The run was cancelled');
    expect(state.isLocked).toBe(false);
    const names = state.state.resources.map(({ name }: { name: string }) => name);
    expect(names).toContain('first');
    await run.end();
  });
});
