import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { formatDiagnostic } from '../model';
import { tinyProvider, writeTree } from '../__testUtils__/trees';
import { loadClouds } from './index';

function under(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]),
  );
}

async function load(files: Record<string, string>) {
  const { plugins, diagnostics } = await loadClouds([writeTree(files)]);
  return { plugins, messages: diagnostics.map(formatDiagnostic) };
}

async function tiny(changes: Record<string, string | undefined>) {
  const { plugins, messages } = await load(tinyProvider(changes));
  return { plugin: plugins[0], messages };
}

const provider = tinyProvider()['provider.yaml'];

describe('a tree in the published layout', () => {
  it('becomes the model, with unknown keys kept', async () => {
    const { plugins, messages } = await load(under('providers/tiny', tinyProvider()));
    expect(messages).toEqual([]);
    const [plugin] = plugins;
    expect(plugin.provider).toMatchObject({ id: 'tiny', shape: 'round' });
    expect(plugin.regions.available.map(region => region.id)).toEqual(['north-1', 'south-1']);
    expect(plugin.pricing?.cost_breakdown.storage.monthly_cost).toBe(2.5);
    expect(plugin.authMethods).toMatchObject([{ id: 'token', handler: { method_id: 'token' } }]);
    const [service] = plugin.services;
    expect(service).toMatchObject({ id: 'bucket', category: 'storage' });
    expect(service.defaults.versioning_enabled).toBe(true);
    expect(
      service.module?.variables.map(({ name, type, hasDefault }) => [name, type, hasDefault]),
    ).toEqual([
      ['bucket_name', 'string', false],
      ['versioning_enabled', 'bool', true],
      ['keep_days', 'number', true],
    ]);
    expect(service.module?.outputs).toEqual([
      { name: 'bucket_name', description: 'Name of the bucket', sensitive: false },
    ]);
  });

  it('loads from the folder of providers and of one provider as well', async () => {
    expect((await load(under('tiny', tinyProvider()))).plugins).toHaveLength(1);
    expect((await load(tinyProvider())).plugins).toHaveLength(1);
  });

  it('runs nothing, and takes only folders with service.yaml for services', async () => {
    const { plugin, messages } = await tiny({
      'services/storage/orchestrator/main.go': 'package main',
      'services/storage/bucket/build.sh': 'touch /tmp/never',
      'services/storage/bucket/orchestrator/go.mod': 'module x',
      'backup.tar.gz': 'not read',
    });
    expect(messages).toEqual([]);
    expect(plugin.services).toHaveLength(1);
  });

  it('takes a provider of a later tree instead of one of the same id', async () => {
    const first = writeTree(tinyProvider());
    const second = writeTree(
      tinyProvider({ 'provider.yaml': provider.replace('Tiny Cloud', 'Another') }),
    );
    const { plugins } = await loadClouds([first, second]);
    expect(plugins.map(plugin => plugin.provider.display_name)).toEqual(['Another']);
  });
});

describe('the older layout and dialect', () => {
  it('packages become providers with a service for each capability', async () => {
    const { plugins, messages } = await load({
      'packages/storage/tiny/rules.yaml': 'operations: []\n',
      'packages/storage/tiny/terraform/main.tf': 'variable "a" {}\n',
      'packages/messaging/tiny/terraform/main.tf': 'variable "b" {}\n',
      'packages/storage/other/rules.yaml': 'transformations: []\n',
      'packages/README.md': 'text',
    });
    expect(messages).toEqual([
      'packages/storage/other/rules.yaml:1: warning: The file has no usable operation (rules/empty)',
      'packages/storage/tiny/rules.yaml:1: warning: The file has no usable operation (rules/empty)',
    ]);
    expect(plugins.map(plugin => [plugin.id, plugin.provider.capabilities])).toEqual([
      ['other', ['storage']],
      ['tiny', ['messaging', 'storage']],
    ]);
    expect(plugins[1].services[1].rules?.path).toBe('packages/storage/tiny/rules.yaml');
  });

  it('adds to a published provider only what that does not serve', async () => {
    const { plugins } = await load({
      ...under('providers/tiny', tinyProvider()),
      'packages/storage/tiny/rules.yaml': 'operations: []\n',
      'packages/messaging/tiny/rules.yaml': 'operations: []\n',
    });
    expect(plugins[0].services.map(service => service.id)).toEqual(['bucket', 'messaging']);
  });

  it('reads regions as a plain list, pricing under pricing, handler under handler', async () => {
    const { plugin, messages } = await tiny({
      'regions.yaml': 'regions:\n  - north-1\n  - { id: south-1, display_name: South }\n',
      'pricing-metadata.yaml': 'pricing:\n  cost_breakdown: { storage: 3 }\n',
      'authentication/token/handler.yaml':
        'handler:\n  environment_variables: { TINY_TOKEN: "{{ .token }}" }\n',
    });
    expect(messages).toEqual([]);
    expect(plugin.regions.default).toBe('north-1');
    expect(plugin.regions.available[1]).toMatchObject({ id: 'south-1', name: 'South' });
    expect(plugin.pricing?.cost_breakdown.storage).toEqual({ service: 'storage', monthly_cost: 3 });
    expect(plugin.authMethods[0].handler).toMatchObject({
      method_id: 'token',
      environment_variables: [{ name: 'TINY_TOKEN', value_template: '{{ .token }}' }],
    });
  });

  it('reads yes and none as truth values', async () => {
    const { plugin, messages } = await tiny({
      'provider.yaml': provider.replace('case_sensitive: false', 'case_sensitive: none'),
    });
    expect(messages).toEqual([]);
    expect(plugin.provider.naming?.case_sensitive).toBe(false);
  });
});

describe('what is wrong is said with file and line', () => {
  it.each<[string, Record<string, string | undefined>, string]>([
    [
      'malformed YAML',
      { 'provider.yaml': 'provider:\n  id: [tiny\n' },
      'provider.yaml:3:1: error: Flow sequence in block collection must be sufficiently indented and end with a ] (yaml/syntax)',
    ],
    [
      'no root key',
      { 'regions.yaml': 'zones: []\n' },
      'regions.yaml:1:1: error: must have the key regions at its root (file/root)',
    ],
    ['an empty file', { 'regions.yaml': '' }, 'regions.yaml:1:1: error: is empty (yaml/empty)'],
    [
      'a missing key',
      { 'provider.yaml': provider.replace('  display_name: Tiny Cloud\n', '') },
      'provider.yaml:1:1: error: provider.display_name is required (schema/provider)',
    ],
    [
      'a wrong type',
      { 'provider.yaml': provider.replace('max_length: 20', 'max_length: long') },
      'provider.yaml:22:13: error: provider.naming.max_length must be a whole number (schema/provider)',
    ],
    [
      'a bad regular expression',
      { 'provider.yaml': provider.replace(`'^[a-z0-9_-]*$'`, `'^[a-z'`) },
      'provider.yaml:28:5: error: provider.labels.value_pattern must be a regular expression (schema/provider)',
    ],
    [
      'an id that is no name',
      { 'provider.yaml': provider.replace('id: tiny', 'id: ../up') },
      'provider.yaml:2:3: error: provider.id must have only letters, digits, hyphens and underscores (schema/provider)',
    ],
    [
      'permissions as a number',
      {
        'authentication/token/handler.yaml':
          'credential_handler:\n  id: h\n  version: 1.0.0\n  method_id: token\n  file_outputs:\n    - { name: key, path: a, permissions: 0600 }\n',
      },
      'authentication/token/handler.yaml:6:29: error: credential_handler.file_outputs.0.permissions must be a text such as "0600"; YAML reads it as a number without quotes (schema/credential_handler)',
    ],
    [
      'a file that is written outside',
      {
        'authentication/token/handler.yaml':
          'credential_handler:\n  id: h\n  version: 1.0.0\n  method_id: token\n  file_outputs:\n    - { name: key, path: ../../a }\n',
      },
      'authentication/token/handler.yaml:6:20: error: "../../a" leads out of the workspace (path/outside)',
    ],
    [
      'a template that is none',
      { 'terraform-config/backend.tf.tmpl': 'a\n{{ if }}\n' },
      'terraform-config/backend.tf.tmpl:2:7: error: missing value for if (template/syntax)',
    ],
    [
      'a value template that is none',
      {
        'authentication/token/handler.yaml':
          'credential_handler:\n  environment_variables:\n    - { name: A, value_template: "{{ .x" }\n',
      },
      'authentication/token/handler.yaml:3:18: error: value_template: unclosed action (template/syntax)',
    ],
    [
      'Terraform that is none',
      { 'services/storage/bucket/terraform/main.tf': 'a = 1\nresource "x" {\n' },
      'services/storage/bucket/terraform/main.tf:2:15: error: a block without its end (terraform/syntax)',
    ],
    [
      'a path that leaves',
      {
        'services/storage/bucket/service.yaml': tinyProvider()[
          'services/storage/bucket/service.yaml'
        ].replace('defaults_file: defaults.yaml', 'defaults_file: ../../../../../../etc/passwd'),
      },
      'services/storage/bucket/service.yaml:9:3: error: "services/storage/bucket/../../../../../../etc/passwd" leads out of the plugin (path/outside)',
    ],
    [
      'regions that leave',
      { 'provider.yaml': provider.replace('source: regions.yaml', 'source: /etc/passwd') },
      'provider.yaml:11:5: error: "/etc/passwd" leads out of the plugin (path/outside)',
    ],
    [
      'a binary file',
      { 'regions.yaml': 'regions:\n  default: "\0"\n' },
      'regions.yaml: error: regions.yaml is no UTF-8 text (file/encoding)',
    ],
    [
      'a file that is too long',
      { 'regions.yaml': `# ${'x'.repeat(1_000_001)}\n` },
      'regions.yaml: error: regions.yaml has 1000004 bytes; at most 1000000 are read (file/size)',
    ],
    [
      'a missing reference',
      {
        'services/storage/bucket/service.yaml': `${tinyProvider()['services/storage/bucket/service.yaml']}  transform_rules: transform/other.yaml\n`,
      },
      'services/storage/bucket/service.yaml:13:3: warning: transform_rules transform/other.yaml is not there (reference/missing)',
    ],
    [
      'a missing schema',
      { 'authentication/token/schema.yaml': undefined },
      'provider.yaml:9:5: warning: credentials.schema authentication/token/schema.yaml is not there (reference/missing)',
    ],
    [
      'a default region that is unknown',
      {
        'regions.yaml': tinyProvider()['regions.yaml'].replace(
          'default: north-1',
          'default: moon-1',
        ),
      },
      'regions.yaml:2:3: warning: the default region moon-1 is not among the available (regions/default)',
    ],
  ])('%s', async (_, changes, message) => {
    const { messages } = await tiny(changes);
    expect(messages).toContain(message);
  });

  it('an alias that grows is refused, quickly', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const inner =
        level === 0
          ? '[x, x, x, x, x, x, x, x, x, x]'
          : `[${Array(10)
              .fill(`*a${level - 1}`)
              .join(', ')}]`;
      return `a${level}: &a${level} ${inner}`;
    });
    const { messages } = await tiny({ 'regions.yaml': `${levels.join('\n')}\nregions: *a8\n` });
    expect(messages).toContain(
      'regions.yaml:1:1: error: Excessive alias count indicates a resource exhaustion attack (yaml/alias)',
    );
  });

  it('a link that leaves is an error, one that stays is followed', async () => {
    const outside = writeTree({ 'regions.yaml': tinyProvider()['regions.yaml'] });
    const root = writeTree(
      tinyProvider({ 'regions.yaml': undefined, 'real.yaml': tinyProvider()['regions.yaml'] }),
    );
    symlinkSync(join(outside, 'regions.yaml'), join(root, 'regions.yaml'));
    const left = await loadClouds([root]);
    expect(left.diagnostics.map(formatDiagnostic)).toContain(
      'provider.yaml:11:5: error: regions.yaml is a link that leads out of the plugin (path/link)',
    );
    const inner = writeTree(
      tinyProvider({ 'regions.yaml': undefined, 'real.yaml': tinyProvider()['regions.yaml'] }),
    );
    symlinkSync('real.yaml', join(inner, 'regions.yaml'));
    expect((await loadClouds([inner])).diagnostics).toEqual([]);
  });

  it('what is broken is left out, the rest stays', async () => {
    const { plugin } = await tiny({ 'services/compute/run/service.yaml': 'service: 5\n' });
    expect(plugin.services.map(service => service.id)).toEqual(['bucket']);
  });

  it('a root without plugins, or without anything', async () => {
    const empty = writeTree({ 'README.md': '' });
    const { diagnostics } = await loadClouds([empty, join(empty, 'nowhere')]);
    expect(diagnostics.map(({ rule }) => rule).sort()).toEqual(['tree/empty', 'tree/unreadable']);
  });
});
