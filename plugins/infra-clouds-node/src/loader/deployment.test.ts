import { formatDiagnostic } from '../model';
import { tinyProvider, writeTree } from '../__testUtils__/trees';
import { resourceTypeOf } from '../generation';
import { loadClouds } from './index';

const FOLDER = 'services/storage/bucket';
const LOGIN = `output "username" {
  value     = "robot"
  sensitive = true
}

output "password" {
  value     = "x"
  sensitive = true
}
`;

const deployment = (lines: string[]) =>
  [
    tinyProvider()[`${FOLDER}/service.yaml`].trimEnd(),
    '  deployment:',
    ...lines.map(line => `    ${line}`),
    '',
  ].join('\n');

const GOOD = ['repository_output: bucket_name', 'image_variable: bucket_name'];

async function load(lines: string[], files: Record<string, string> = {}) {
  const tree = { [`${FOLDER}/service.yaml`]: deployment(lines), ...files };
  const { plugins, diagnostics } = await loadClouds([writeTree(tinyProvider(tree))]);
  return { plugin: plugins[0], messages: diagnostics.map(formatDiagnostic) };
}

describe('how code gets to run in a service', () => {
  it('is read with the login of the registry, which is a root module', async () => {
    const { plugin, messages } = await load(
      [...GOOD, 'image_path: app', 'url_output: bucket_name', 'registry_login: login/'],
      { [`${FOLDER}/login/main.tf`]: LOGIN },
    );
    expect(messages).toEqual([]);
    const [service] = plugin.services;
    expect(service.deployment?.info).toMatchObject({ image_path: 'app' });
    const type = resourceTypeOf(plugin, service);
    expect(type.deployment).toMatchObject({ repository_output: 'bucket_name' });
    expect(Object.keys(type.deployment?.loginFiles ?? {})).toEqual(
      expect.arrayContaining(['main.tf', 'provider.tf']),
    );
    expect(type.files).not.toHaveProperty('login/main.tf');
  });

  it.each([
    [['repository_output: bucket_name'], 'image_variable', 'is required'],
    [[...GOOD, 'image_path: ../other'], 'image_path', 'must be of lower-case letters'],
    [[...GOOD, 'url_output: address'], 'url_output', 'must be an output of the module'],
    [
      ['repository_output: bucket_name', 'image_variable: image'],
      'image_variable',
      'must be a variable of the module, which has no image',
    ],
    [[...GOOD, 'registry_login: nowhere/'], 'registry_login nowhere/', 'is no folder'],
    [[...GOOD, 'registry_login: ../../../..'], 'out of the plugin', ''],
    [[...GOOD, 'registry_login: terraform/'], 'registry_login', 'sensitive output username'],
    [[...GOOD, 'colour: red'], 'colour', ''],
  ])('is refused where it breaks a rule, with its line: %j', async (lines, what, rule) => {
    const { plugin, messages } = await load(lines);
    const found = messages.filter(message => message.includes(what) && message.includes(rule));
    // All messages, to be read where none is the right one.
    expect(found[0] ?? messages).toEqual(expect.stringMatching(/service\.yaml:\d+:\d+: error: /));
    // What can be made without it still can.
    expect(plugin.services).toHaveLength(1);
    expect(plugin.services[0].deployment).toBeUndefined();
  });
});
