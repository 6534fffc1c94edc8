import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadClouds } from '../loader';
import { formatDiagnostic } from '../model';
import { deploymentOptions } from '../options';
import { transformFiles } from '../project';
import {
  formatDifference,
  inConfiguration,
  titled,
  withoutTerraform,
} from '../__testUtils__/terraform';
import { writeTree } from '../__testUtils__/trees';
import { generate, resourceTypesOf } from './index';

const page = join(__dirname, '../../../../docs/writing-a-cloud-plugin.md');

/** The files of the page: a path in backquotes, and the block that follows it. */
function filesOf(text: string): Record<string, string> {
  const blocks = text.matchAll(/^`clouds\/([^`]+)`\n\n```\w+\n([\s\S]*?)^```/gm);
  return Object.fromEntries([...blocks].map(([, path, content]) => [path, content]));
}

async function load() {
  return loadClouds([writeTree(filesOf(readFileSync(page, 'utf8')))]);
}

const request = {
  projectName: 'shop',
  environment: 'dev',
  capabilities: ['storage'],
  tags: { Team: 'Core' },
};

describe('the provider of docs/writing-a-cloud-plugin.md', () => {
  it('loads without a word', async () => {
    const { plugins, diagnostics } = await load();
    expect(diagnostics.map(formatDiagnostic)).toEqual([]);
    expect(plugins).toMatchObject([
      { id: 'pebble', authMethods: [{ id: 'token' }], services: [{ id: 'bucket' }] },
    ]);
  });

  it('is an option with its price, and a resource type with its form', async () => {
    const { plugins } = await load();
    expect(deploymentOptions(plugins, ['storage'])).toMatchObject([
      { provider: 'pebble', complete: true, monthlyCost: 1.5, currency: 'EUR' },
    ]);
    const [type] = resourceTypesOf(plugins[0]);
    expect(type.schema.properties.keep_days).toMatchObject({
      minimum: 1,
      maximum: 365,
      default: 30,
    });
    expect(type.schema.required).toEqual(['bucket_name']);
  });

  it('rewrites code', async () => {
    const { plugins } = await load();
    const code =
      "from infrar.storage import upload\n\nupload('b', 'here.txt', destination='there.txt')\n";
    const { files, requirements } = await transformFiles(plugins[0], { 'a.py': code });
    expect(files['a.py']).toBe("import pebble\n\npebble.put('b', 'there.txt', 'here.txt')\n");
    expect(requirements).toEqual([{ package: 'pebble-sdk', version: '>=1.0' }]);

    const go = await transformFiles(plugins[0], {
      'a.go': 'package a\n\nimport "infrar/storage"\n\nvar Put = storage.Upload\n',
    });
    expect(go.diagnostics).toEqual([]);
    expect(go.files['a.go']).toContain('store.Put(ctx, bucket, destination, source)');
    expect(go.requirements).toEqual([{ package: 'pebble.example/sdk', version: 'v1.0.0' }]);
  });

  const withTerraform = withoutTerraform ? describe.skip : describe;

  withTerraform(titled('with Terraform', withoutTerraform), () => {
    it('is applied as the page says, and its script runs', async () => {
      const { plugins } = await load();
      const { files, diagnostics } = generate(plugins[0], request);
      expect(diagnostics.map(formatDiagnostic)).toEqual([
        'warning: tag "Team" is written as team = "core" (request/tags)',
      ]);
      expect(formatDifference(files)).toBe('');
      const outputs = inConfiguration(files, cwd => {
        const command = process.env.BAILIWICK_TERRAFORM ?? 'terraform';
        const options = {
          cwd,
          encoding: 'utf8' as const,
          stdio: 'pipe' as const,
          env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '' },
        };
        expect(execFileSync('sh', ['bootstrap.sh'], options)).toBe('Enabling Storage for shop\n');
        execFileSync(command, ['init', '-input=false'], options);
        execFileSync(command, ['apply', '-input=false', '-auto-approve'], options);
        return JSON.parse(execFileSync(command, ['output', '-json'], options));
      });
      expect(outputs.storage_bucket_bucket_name.value).toBe('shop-dev-files');
    }, 60_000);
  });
});
