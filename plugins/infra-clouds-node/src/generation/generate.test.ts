import fc from 'fast-check';
import { hclBody } from '../hcl';
import { builtInClouds, loadClouds } from '../loader';
import { CloudPlugin, formatDiagnostic, hasErrors } from '../model';
import {
  formatDifference,
  readBack,
  titled,
  validated,
  withoutMirrorOf,
  withoutTerraform,
} from '../__testUtils__/terraform';
import { tinyProvider, writeTree } from '../__testUtils__/trees';
import { generate, pluginFaults } from './index';
import type { GenerateRequest } from './index';

async function tiny(changes: Record<string, string | undefined> = {}): Promise<CloudPlugin> {
  const { plugins, diagnostics } = await loadClouds([writeTree(tinyProvider(changes))]);
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  return plugins[0];
}

const base: GenerateRequest = {
  projectName: 'shop',
  environment: 'dev',
  capabilities: ['storage'],
  parameters: { bucket_name: 'shop-files' },
};

function messages(plugin: CloudPlugin, request: Partial<GenerateRequest>): string[] {
  return generate(plugin, { ...base, ...request }).diagnostics.map(formatDiagnostic);
}

describe('a configuration', () => {
  it('has every file, the same bytes each time, and module files as they are', async () => {
    const plugin = await tiny();
    const result = generate(plugin, { ...base, tags: { team: 'core' } });
    expect(result.diagnostics).toEqual([]);
    expect(Object.keys(result.files)).toEqual([
      'backend.tf',
      'bootstrap.sh',
      'main.tf',
      'modules/storage-bucket/main.tf',
      'modules/storage-bucket/outputs.tf',
      'modules/storage-bucket/shared-variables.tf',
      'modules/storage-bucket/variables.tf',
      'modules/storage-bucket/versions.tf',
      'outputs.tf',
      'provider.tf',
      'terraform.tfvars',
      'variables.tf',
    ]);
    expect(result.files['modules/storage-bucket/variables.tf']).toBe(
      plugin.services[0].module?.files['variables.tf'],
    );
    expect(result.files['main.tf']).toBe(
      `module "storage_bucket" {
  source = "./modules/storage-bucket"

  bucket_name = var.storage_bucket_bucket_name
  keep_days   = var.storage_bucket_keep_days
  labels = merge(var.labels, {
    capability = "storage"
  })
  versioning_enabled = var.storage_bucket_versioning_enabled
}
`,
    );
    expect(result.files['terraform.tfvars']).toBe(`region = "north-1"
labels = {
  team = "core"
}

# storage/bucket
storage_bucket_bucket_name        = "shop-files"
storage_bucket_versioning_enabled = true
storage_bucket_keep_days          = 30
`);
    expect(result.requirements).toEqual({
      terraform: '>= 1.5.0',
      providers: [{ name: 'tiny', source: 'example/tiny', version: '~> 1.0' }],
      apis: ['storage.tiny.example'],
      secrets: [],
    });
    expect(generate(plugin, { ...base, tags: { team: 'core' } })).toEqual(result);
  });

  it('takes a value from the request, then the service, the provider, the variable', async () => {
    const keep = async (
      changes: Record<string, string>,
      parameters: Record<string, unknown> = {},
    ) => {
      const plugin = await tiny(changes);
      const { files } = generate(plugin, {
        ...base,
        parameters: { ...base.parameters, ...parameters },
      });
      return /keep_days +=(.*)/.exec(files['terraform.tfvars'])?.[1].trim();
    };
    const defaults = tinyProvider()['services/storage/bucket/defaults.yaml'];
    const service = (text: string) => ({ 'services/storage/bucket/defaults.yaml': text });
    const none = service(defaults.replace(' default: 30,', ''));
    const provider = {
      'provider-defaults.yaml':
        'provider_defaults: { label_key: labels, storage: { keep_days: 11 } }\n',
    };
    expect(await keep(provider, { 'bucket.keep_days': 5, keep_days: 6 })).toBe('5');
    expect(await keep(provider, { keep_days: 6 })).toBe('6');
    expect(await keep({ ...provider, ...service(`${defaults}  keep_days: 20\n`) })).toBe('20');
    expect(await keep(provider)).toBe('30');
    expect(await keep({ ...provider, ...none })).toBe('11');
    expect(await keep(none)).toBeUndefined();
  });

  it('makes names by the convention, and takes what the credentials say', async () => {
    const plugin = await tiny({
      'services/storage/bucket/defaults.yaml': `defaults:
  naming_convention: \${project_name}-\${account}-files
  variable_extraction:
    - { from: project_name, to: bucket_name, method: sanitize_name, required: true }
    - { from: credentials.days, to: keep_days, method: json_extract }
`,
    });
    const { files, diagnostics } = generate(plugin, {
      ...base,
      parameters: {},
      metadata: { account: 'a1', days: 3 },
    });
    expect(diagnostics).toEqual([]);
    expect(files['terraform.tfvars']).toContain(
      'storage_bucket_bucket_name        = "shop-a1-files"',
    );
    expect(files['terraform.tfvars']).toContain('storage_bucket_keep_days          = 3');
  });

  it('keeps two services of a category apart', async () => {
    const files = tinyProvider();
    const second = Object.fromEntries(
      Object.entries(files)
        .filter(([path]) => path.startsWith('services/'))
        .map(([path, text]) => [
          path.replace('bucket', 'archive'),
          text.replace('id: bucket', 'id: archive'),
        ]),
    );
    const plugin = await tiny(second);
    const result = generate(plugin, {
      ...base,
      capabilities: ['storage/bucket', 'storage/archive'],
      parameters: { 'bucket.bucket_name': 'one', 'archive.bucket_name': 'two' },
    });
    expect(result.diagnostics).toEqual([]);
    expect(result.files['terraform.tfvars']).toContain(
      'storage_archive_bucket_name        = "two"',
    );
    expect(result.files['terraform.tfvars']).toContain('storage_bucket_bucket_name        = "one"');
    expect(result.files['outputs.tf'].match(/output "/g)).toHaveLength(2);
  });

  it('leaves secrets to the run', async () => {
    const variables = tinyProvider()['services/storage/bucket/terraform/variables.tf'];
    const plugin = await tiny({
      'services/storage/bucket/terraform/variables.tf': `${variables}\nvariable "password" {\n  type      = string\n  sensitive = true\n}\n`,
    });
    const { files, requirements } = generate(plugin, base);
    expect(requirements.secrets).toEqual(['storage_bucket_password']);
    expect(files['variables.tf']).toMatch(
      /"storage_bucket_password" {\n {2}type {6}= string\n {2}sensitive = true/,
    );
    const refused = messages(plugin, { parameters: { ...base.parameters, password: 'hush' } });
    expect(refused).toEqual([expect.stringContaining('set TF_VAR_storage_bucket_password')]);
    expect(refused[0]).not.toContain('hush');
  });

  it('renders the templates of a plugin, and goes on without a project where it can', async () => {
    const plugin = await tiny({
      'terraform-config/backend.tf.tmpl':
        'terraform {\n  backend "s3" {\n    bucket = "state-{{ .ProjectID }}"\n  }\n}\n',
      'terraform-config/variables.tf.tmpl':
        'variable "region" {\n  type = string\n}\nvariable "labels" { type = map(string) }\n',
      'terraform-config/tfvars.tmpl':
        'region = {{ .Region }}\nlabels = {\n{{- range $k, $v := .Variables.tags }}\n  {{ $k }} = {{ $v }}\n{{- end }}\n}\n',
      'orchestration/bootstrap-script.sh.tmpl':
        '#!/bin/sh\n{{ range .APIs }}enable {{ .Name }}\n{{ end }}echo {{ .ProjectName }}\n',
    });
    const { files } = generate(plugin, { ...base, projectId: 'p"1', tags: { a: 'b' } });
    expect(files['backend.tf']).toContain('bucket = "state-p\\"1"');
    expect(files['bootstrap.sh']).toBe('#!/bin/sh\nenable storage.tiny.example\necho shop\n');
    expect(files['terraform.tfvars']).toContain('labels = {\n  "a" = "b"\n}');
    const without = generate(plugin, base);
    expect(without.files['backend.tf']).toContain('backend "local"');
    expect(without.diagnostics.map(formatDiagnostic)).toEqual([
      "terraform-config/backend.tf.tmpl:3:24: warning: .ProjectID has no value: the request has no projectId, the provider's own project, account or subscription; the state is kept in a local file (template/missing)",
    ]);
  });
});

describe('templates that were written for Go itself', () => {
  const templates = {
    'terraform-config/provider-block.tf.tmpl':
      'provider "tiny" {\n  region = {{ .Variables.region | default "north-1" | tfstring }}\n  {{- if .Variables.zone }}\n  zone = {{ .Variables.zone | tfstring }}\n  {{- end }}\n}\n',
    'terraform-config/variables.tf.tmpl':
      '# {{ .ProjectName }}\nvariable "project_id" {\n  type = string\n  {{- if .Metadata.project_id }}\n  default = {{ .Metadata.project_id | tfstring }}\n  {{- end }}\n}\nvariable "labels" {\n  type = map(string)\n  default = {\n{{- range $key, $value := .Variables.tags }}\n    {{ $key | sanitizeLabel }} = {{ $value | sanitizeLabel | tfstring }}\n{{- end }}\n  }\n}\n',
    'services/storage/bucket/terraform/tfvars.tmpl':
      'bucket_name = {{ .Variables.bucket_name | default (printf "%s-files" (.ProjectName | sanitize)) | tfstring }}\n',
  };

  it('come out as they were meant', async () => {
    const plugin = await tiny(templates);
    const request = { ...base, parameters: {}, tags: { team: 'core' } };
    const { files, diagnostics } = generate(plugin, {
      ...request,
      metadata: { project_id: 'p"1' },
    });
    expect(diagnostics).toEqual([]);
    expect(files['provider.tf']).toBe('provider "tiny" {\n  region = "north-1"\n}\n');
    expect(files['variables.tf']).toContain('default = "p\\"1"');
    expect(files['variables.tf']).toContain('"team" = "core"');
    expect(files['terraform.tfvars']).toContain('bucket_bucket_name        = "shop-files"');
  });

  it('that lack a value say which parameter would give it, which is no fault of theirs', async () => {
    const plugin = await tiny(templates);
    expect(messages(plugin, { parameters: {} })).toEqual([
      'error: the request needs the parameter project_id (request/parameter-missing)',
    ]);
    expect(messages(plugin, { parameters: { project_id: 'p' } })).toEqual([]);
    expect(pluginFaults(plugin)).toEqual([]);
  });
});

describe('a request that cannot be', () => {
  it.each<[Partial<GenerateRequest>, string]>([
    [
      { region: 'moon-1' },
      'error: Tiny Cloud has no region "moon-1"; it has: north-1, south-1 (request/region)',
    ],
    [
      { capabilities: ['ml'] },
      'error: Tiny Cloud has no capability "ml"; it has: storage (request/capability)',
    ],
    [
      { capabilities: ['storage/tape'] },
      'error: storage has no service "tape"; it has: bucket (request/service)',
    ],
    [
      { capabilities: [] },
      'error: name at least one capability; there are: storage (request/capabilities)',
    ],
    [
      { projectName: '!!' },
      'error: projectName "!!" leaves no name of at least two characters for Tiny Cloud: characters a-z0-9-, at most 20, beginning with a letter (request/projectName)',
    ],
    [
      { environment: '42' },
      'error: environment "42" leaves no name: lower-case letters, digits and hyphens, at most 16 (request/environment)',
    ],
    [
      { parameters: {} },
      'error: storage/bucket needs the parameter bucket.bucket_name: Name of the bucket (request/parameter-missing)',
    ],
    [
      { parameters: { bucket_name: 5 } },
      'error: parameter bucket_name of bucket must be a text (request/parameters)',
    ],
    [
      { parameters: { bucket_name: 'a', keep_days: 0 } },
      'error: parameter keep_days of bucket must be at least 1 (request/parameters)',
    ],
    [
      { parameters: { bucket_name: 'a', keep_days: 999 } },
      'error: parameter keep_days of bucket must be at most 365 (request/parameters)',
    ],
    [
      { parameters: { bucket_name: 'a', size: 1 } },
      'error: nothing takes the parameter "size"; there are: bucket_name, keep_days, versioning_enabled (request/parameters)',
    ],
    [
      { parameters: { bucket_name: 'a', region: 'x' } },
      'error: region is no parameter but a part of the request itself (request/parameters)',
    ],
    [
      { tags: { Team: 'x' } },
      'error: tag "Team": the key must match ^[a-z][a-z0-9_-]*$ (request/tags)',
    ],
    [
      { tags: { team: 'A b' } },
      'error: tag "team": the value must match ^[a-z0-9_-]*$ (request/tags)',
    ],
    [
      { tags: { team: 'x'.repeat(21) } },
      'error: tag "team": the value has more than 20 characters (request/tags)',
    ],
    [
      { tags: { a: '', b: '', c: '', d: '', e: '', f: '' } },
      'error: 6 tags; Tiny Cloud takes 5 (request/tags)',
    ],
  ])('%j', async (request, message) => {
    const plugin = await tiny();
    expect(messages(plugin, request)).toContain(message);
    expect(generate(plugin, { ...base, ...request }).files).toEqual({});
  });

  it('writes labels in lower case where the provider wants them so', async () => {
    const plugin = await tiny({
      'provider-defaults.yaml':
        'provider_defaults: { label_key: labels, label_format: lowercase_underscore }\n',
    });
    expect(messages(plugin, { tags: { 'Cost Center': 'R&D' } })).toEqual([
      'warning: tag "Cost Center" is written as cost_center = "r_d" (request/tags)',
    ]);
    expect(messages(plugin, { tags: { A: '1', a: '2' } })).toContain(
      'error: two tags become the label "a" (request/tags)',
    );
  });

  it('of a plugin that uses what nothing declares', async () => {
    const main = tinyProvider()['services/storage/bucket/terraform/main.tf'];
    const plugin = await tiny({
      'services/storage/bucket/terraform/main.tf': main.replace('var.keep_days', 'var.kept'),
    });
    expect(messages(plugin, {})).toContain(
      'error: storage/bucket uses var.kept, which is declared nowhere (terraform/variable)',
    );
  });
});

/** Blocks and attributes of a file without any value. */
function structure(text: string): unknown {
  const body = hclBody(text);
  const shape = (inner: ReturnType<typeof hclBody>): unknown => [
    inner.attributes.map(({ name }) => name),
    inner.blocks.map(block => [block.type, block.labels, shape(block)]),
  ];
  return shape(body);
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        '\\',
        '${',
        '%{',
        '}',
        '$',
        '%',
        '{',
        '\n',
        '\r',
        'EOT',
        '<<EOT\n',
        '*/',
        '#',
        "'",
        '`',
        '$(id)',
        '{{ .X }}',
        '\u2028',
        '\u0000',
        'a',
        ' = 1',
      ),
      { maxLength: 12 },
    )
    .map(parts => parts.join('')),
);

const lax = {
  'provider.yaml': tinyProvider()['provider.yaml'].replace(/ {2}labels:\n( {4}.*\n)*/, ''),
  'terraform-config/tfvars.tmpl':
    '# {{ .ProjectName }} {{ .ProjectID }}\nregion = {{ .Region }}\nlabels = {{ .Variables.tags }}\n',
  'terraform-config/variables.tf.tmpl':
    '# of {{ .ProjectID }}\nvariable "region" { type = string }\nvariable "labels" {\n  type = map(string)\n  description = "of {{ .ProjectID }}"\n}\n',
  'terraform-config/backend.tf.tmpl':
    'terraform {\n  backend "local" {\n    path = "{{ .ProjectID }}.tfstate"\n  }\n}\n',
};

describe('values never become code', () => {
  it('whatever names, tags and parameters are, the structure is the same', async () => {
    const plugin = await tiny(lax);
    const plainly = generate(plugin, { ...base, projectId: 'p', tags: { k: 'v' } });
    const expected = Object.entries(plainly.files).filter(([path]) => /\.tf(vars)?$/.test(path));
    fc.assert(
      fc.property(hostile, hostile, hostile, (projectId, value, tag) => {
        const { files } = generate(plugin, {
          ...base,
          projectName: `shop ${projectId}`,
          projectId,
          tags: { [tag || 'k']: value },
          parameters: { bucket_name: value },
        });
        for (const [path, text] of expected) {
          expect(structure(files[path])).toEqual(structure(text));
        }
      }),
      { numRuns: 150 },
    );
  });
});

const withTerraform = withoutTerraform ? describe.skip : describe;
const withAws = withoutMirrorOf('hashicorp/aws') ? describe.skip : describe;

withTerraform(titled('with Terraform', withoutTerraform), () => {
  it('Terraform reads back exactly what was given', async () => {
    const plugin = await tiny(lax);
    const values = [...new Set(fc.sample(hostile, { numRuns: 120, seed: 7 }))].map(value =>
      value.replace(/\p{Surrogate}/gu, '').normalize('NFC'),
    );
    const tags = Object.fromEntries(values.map((value, index) => [value || 'k', values[index]]));
    const { files } = generate(plugin, {
      ...base,
      projectId: values.join(''),
      tags,
      parameters: { bucket_name: values.join('') },
    });
    expect(formatDifference(files)).toBe('');
    const read = readBack(files, ['labels', 'storage_bucket_bucket_name']);
    expect(read.storage_bucket_bucket_name).toBe(values.join(''));
    expect(read.labels).toEqual(tags);
  });
});

describe('the plugins that come along', () => {
  const projects: Record<string, string> = {
    aws: '123456789012',
    gcp: 'shop-123456',
    azure: '00000000-0000-0000-0000-000000000000',
  };

  const everything = (plugin: CloudPlugin): GenerateRequest => ({
    projectName: 'shop',
    projectId: projects[plugin.id],
    environment: 'dev',
    capabilities: plugin.services.map(({ info, id }) => ({ type: info.capability, service: id })),
    tags: { team: 'core' },
  });

  withTerraform(titled('with Terraform', withoutTerraform), () => {
    it('give all their services at once, clean for fmt', async () => {
      const { plugins, diagnostics } = await loadClouds([builtInClouds()]);
      expect(hasErrors(diagnostics)).toBe(false);
      expect(plugins.map(({ id }) => id)).toContain('aws');
      for (const plugin of plugins) {
        const result = generate(plugin, everything(plugin));
        expect(result.diagnostics.map(formatDiagnostic)).toEqual([]);
        expect(formatDifference(result.files)).toBe('');
      }
    });
  });

  withAws(titled('with its provider', withoutMirrorOf('hashicorp/aws')), () => {
    it('aws is valid', async () => {
      const { plugins } = await loadClouds([builtInClouds()]);
      const aws = plugins.find(({ id }) => id === 'aws')!;
      const answer = validated(generate(aws, everything(aws)).files, 'hashicorp/aws');
      expect(answer).toMatchObject({ valid: true, diagnostics: [] });
    }, 120_000);
  });
});
