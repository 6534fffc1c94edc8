import { hclBody } from '../hcl';
import { builtInClouds, loadClouds } from '../loader';
import { formatDifference, titled, validated, withoutMirrorOf } from '../__testUtils__/terraform';
import { tinyProvider, writeTree } from '../__testUtils__/trees';
import { pluginFaults, resourceTypeOf, resourceTypesOf } from './index';

it('has the variables of the module with the limits and texts of the service', async () => {
  const { plugins } = await loadClouds([writeTree(tinyProvider())]);
  const type = resourceTypeOf(plugins[0], plugins[0].services[0]);
  expect(type).toMatchObject({
    name: 'tiny-bucket',
    title: 'Bucket',
    labels: { cloud: 'tiny', capability: 'storage', service: 'bucket' },
    monthlyCost: 2.5,
    currency: 'USD',
    problems: [],
  });
  expect(type.schema).toEqual({
    type: 'object',
    additionalProperties: false,
    required: ['bucket_name', 'labels'],
    properties: {
      bucket_name: { type: 'string', title: 'Bucket name', description: 'Its name' },
      versioning_enabled: { type: 'boolean', title: 'Versioning enabled', default: true },
      keep_days: {
        type: 'number',
        title: 'Keep days',
        description: 'Days',
        default: 30,
        minimum: 1,
        maximum: 365,
      },
      region: {
        type: 'string',
        title: 'Region',
        description: 'A region of Tiny Cloud',
        enum: ['north-1', 'south-1'],
        default: 'north-1',
      },
      labels: { type: 'object', title: 'Labels', additionalProperties: { type: 'string' } },
    },
  });
  expect(type.files['shared-variables.tf']).toContain('variable "labels"');
});

it('makes of a template that writes the region one that asks for it', async () => {
  const { plugins } = await loadClouds([
    writeTree(
      tinyProvider({
        'provider.yaml': tinyProvider()['provider.yaml'].replace(
          / {4}provider_block: \|\n( {6}.*\n)*/,
          '',
        ),
        'terraform-config/provider-block.tf.tmpl':
          'terraform {\n  required_providers {\n    tiny = { source = "example/tiny" }\n  }\n}\n\nprovider "tiny" {\n  region = {{ .Variables.region | default "x" | tfstring }}\n}\n',
      }),
    ),
  ]);
  const { files, problems } = resourceTypeOf(plugins[0], plugins[0].services[0]);
  expect(problems).toEqual([]);
  expect(files['provider.tf']).toContain('region = var.region');
});

it('says so when the provider block is no HCL', async () => {
  const { plugins } = await loadClouds([
    writeTree(
      tinyProvider({
        'provider.yaml': tinyProvider()['provider.yaml'].replace(
          'region = var.region',
          'region = "',
        ),
      }),
    ),
  ]);
  const type = resourceTypeOf(plugins[0], plugins[0].services[0]);
  expect(type.files).toEqual({});
  expect(type.problems).toMatchObject([{ severity: 'error', rule: 'terraform/syntax' }]);
  expect(pluginFaults(plugins[0])).toMatchObject([
    { severity: 'error', message: expect.stringContaining('storage/bucket: gives no valid HCL') },
  ]);
});

it('finds no fault in a plugin that only lacks what a request has', async () => {
  const { plugins } = await loadClouds([writeTree(tinyProvider())]);
  expect(pluginFaults(plugins[0])).toEqual([]);
});

const source = 'hashicorp/aws';
const withAws = withoutMirrorOf(source) ? describe.skip : describe;

withAws(titled('with its provider', withoutMirrorOf(source)), () => {
  it('every service of aws is a valid root module with the variables of its schema', async () => {
    const { plugins } = await loadClouds([builtInClouds()]);
    const types = resourceTypesOf(plugins.find(({ id }) => id === 'aws')!);
    expect(types.length).toBeGreaterThan(3);
    for (const type of types) {
      expect(formatDifference(type.files)).toBe('');
      const declared = Object.values(type.files)
        .flatMap(text => hclBody(text).blocks)
        .filter(block => block.type === 'variable')
        .map(block => block.labels[0]);
      expect(Object.keys(type.schema.properties).sort()).toEqual(declared.sort());
    }
    const answer = validated(types[0].files, source);
    expect(answer).toMatchObject({ valid: true, diagnostics: [] });
  }, 120_000);
});
