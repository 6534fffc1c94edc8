import { ConfigReader } from '@backstage/config';
import type { JsonValue } from '@backstage/types';
import { type Git, startGit } from '@bailiwick/sandbox';
import { OpenTofuProvisioner } from '../OpenTofuProvisioner';
import { readSettings } from '../settings';
import { schemaOfType } from './typeExpression';

jest.setTimeout(60_000);

describe('schemaOfType', () => {
  it.each([
    ['string', { type: 'string' }],
    ['number', { type: 'number' }],
    ['bool', { type: 'boolean' }],
    ['any', {}],
    ['"string"', { type: 'string' }],
    ['list(string)', { type: 'array', items: { type: 'string' } }],
    ['set(number)', { type: 'array', items: { type: 'number' }, uniqueItems: true }],
    ['map(bool)', { type: 'object', additionalProperties: { type: 'boolean' } }],
    ['list', { type: 'array' }],
    [
      'tuple([string, number])',
      {
        type: 'array',
        prefixItems: [{ type: 'string' }, { type: 'number' }],
        items: false,
        minItems: 2,
        maxItems: 2,
      },
    ],
    [
      `object({
        name = string # what it is called
        size = optional(number, 3), "quoted" : bool
        /* further */
        tags = optional(map(string), { env = "a, b) }", list = "\${"x"}" })
        rules = optional(list(object({ port = number })), [{ port = 80 }, { port = 443 }])
        none = optional(string, null)
      })`,
      {
        type: 'object',
        properties: {
          name: { type: 'string' },
          size: { type: 'number', default: 3 },
          quoted: { type: 'boolean' },
          tags: expect.objectContaining({
            additionalProperties: { type: 'string' },
            default: expect.objectContaining({ env: 'a, b) }' }),
          }),
          rules: {
            type: 'array',
            items: {
              type: 'object',
              properties: { port: { type: 'number' } },
              required: ['port'],
              additionalProperties: false,
            },
            default: [{ port: 80 }, { port: 443 }],
          },
          none: { type: 'string' },
        },
        required: ['name', 'quoted'],
        additionalProperties: false,
      },
    ],
  ])('reads %s', async (text, schema) => {
    expect(await schemaOfType(text)).toEqual(schema);
  });

  it.each([
    'strin',
    'list(',
    'list(string',
    'object({ a = })',
    'string string',
    'optional(string)',
    '',
  ])('refuses %s', async text => {
    await expect(schemaOfType(text)).rejects.toThrow(/is not known/);
  });
});

const VARIABLES = `
variable "name" {
  type        = string
  description = "What it is called"
  validation {
    condition     = length(var.name) > 2
    error_message = "Longer, please."
  }
}
variable "size" {
  type     = number
  default  = -1.5
  nullable = false
}
variable "price" {
  default = "$\${cheap}"
}
variable "password" {
  type      = string
  default   = "do-not-tell"
  sensitive = true
}
variable "network" {
  type    = string
  default = null
}
variable "odd" {
  type = somewhat(string)
}
output "address" {
  description = "Where it is"
  value       = "http://\${var.name}"
}
output "token" {
  value     = var.password
  sensitive = true
}`;

describe('inspect', () => {
  let git: Git;
  beforeAll(async () => {
    git = await startGit();
  });
  afterAll(() => git.stop());
  const provisioner = new OpenTofuProvisioner(readSettings(new ConfigReader({})));
  const inspect = (source: Record<string, JsonValue>) =>
    provisioner.inspect(source, new AbortController().signal);

  it('reads variables, outputs and the documentation, and pins the commit', async () => {
    const url = await git.createRepository('platform', 'terraform-note', {
      files: { 'variables.tf': VARIABLES, 'README.md': '# A note', 'main.tf.json': '{}' },
    });
    const commit = await git.commit('platform', 'terraform-note', {
      'more.tf.json': JSON.stringify({
        variable: { labels: { type: 'map(string)', default: {} } },
      }),
      'size_override.tf': 'variable "size" {\n  default = 7\n}\n',
    });
    const module = await inspect({ kind: 'git', url, ref: 'main' });
    expect(module).toMatchObject({
      name: 'note',
      documentation: '# A note',
      settings: { source: { kind: 'git', url, ref: 'main', commit } },
      outputs: [
        { name: 'address', description: 'Where it is', sensitive: false },
        { name: 'token', sensitive: true },
      ],
    });
    expect(module.schema).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        name: { type: 'string', description: 'What it is called' },
        size: { type: 'number', default: 7 },
        // eslint-disable-next-line no-template-curly-in-string
        price: { default: '${cheap}' },
        password: { type: 'string', sensitive: true },
        network: { type: 'string' },
        odd: {},
        labels: { type: 'object', additionalProperties: { type: 'string' }, default: {} },
      },
      required: ['name', 'odd'],
      additionalProperties: false,
    });
    expect(module.notes).toEqual(
      expect.arrayContaining([
        'Variable name: a rule of the module is checked at plan and apply only: Longer, please. (length(var.name) > 2)',
        'Variable size: null is not taken',
        'Variable price: it has no type, so any value is taken',
        'Variable password: its default is left to the module, since it is sensitive',
        'Variable odd: the type somewhat(string) is not known, so any value is taken',
      ]),
    );
    expect(provisioner.settingsSchema.safeParse(module.settings).success).toBe(true);
    expect(JSON.stringify(module)).not.toContain('do-not-tell');
  });

  it.each([
    [{ kind: 'git', url: 'ftp://x' }, '/source/url'],
    [{ kind: 'nothing' }, '/source/kind'],
    [{ kind: 'inline', files: { 'a/b.tf': '' } }, '/source/files/a~1b.tf'],
    [{ kind: 'inline', files: { 'main.tf': 'variable "x" {' } }, '/source'],
    [{ kind: 'folder', path: '/etc' }, '/source'],
  ])('refuses %j at its place', async (source, pointer) => {
    await expect(inspect(source as Record<string, JsonValue>)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ pointer }],
    });
  });

  it('refuses a branch that is not there, and says where a host fails', async () => {
    const url = await git.createRepository('platform', 'empty-ref', { files: { 'main.tf': '' } });
    await expect(inspect({ kind: 'git', url, ref: 'nowhere' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ pointer: '/source/ref' }],
    });
    const missing = { kind: 'git', url: `${git.url}/platform/not-there.git` };
    await expect(inspect(missing)).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  });
});
