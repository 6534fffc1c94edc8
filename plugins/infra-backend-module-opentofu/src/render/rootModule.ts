import type { RenderContext, RenderedIac } from '@bailiwick/backstage-plugin-infra-node';
import type { JsonObject, JsonValue } from '@backstage/types';
import { forRun } from '../request/forRun';
import type { RunSettings, Source, TypeSettings } from '../settings';
import { describeSource } from '../surroundings';
import { fieldOf, type ResourceField } from '../variables';
import { attributes, quoted, valueOf } from './hcl';

const MODULE = 'this';
const MODULE_FOLDER = 'module';
const VARIABLE = /^[A-Za-z_][\w-]*$/;
/** Names that a module call keeps for itself. */
const RESERVED = new Set([
  'source',
  'version',
  'providers',
  'count',
  'for_each',
  'lifecycle',
  'depends_on',
  'locals',
]);

/** Where a module call finds the module, pinned where it comes from git. */
function sourceOf(source: Source): string {
  switch (source.kind) {
    case 'git':
      return `git::${source.url}${source.folder ? `//${source.folder}` : ''}?ref=${source.commit}`;
    case 'folder':
      return source.path;
    default:
      return `./${MODULE_FOLDER}`;
  }
}

function backendOf({ backend }: RunSettings, resourceId: string): string {
  if (!backend) return '  backend "http" {}\n';
  const config = Object.entries(backend.config).map(([key, value]): [string, string] => [
    key,
    valueOf(typeof value === 'string' ? value.replaceAll('{id}', resourceId) : value),
  ]);
  return `  backend ${quoted(backend.kind)} {\n${attributes(Object.fromEntries(config), '    ')}  }\n`;
}

const declaration = (name: string, isWithheld: boolean) =>
  isWithheld
    ? `variable ${quoted(name)} {\n  sensitive = true\n}\n`
    : `variable ${quoted(name)} {}\n`;

const json = (value: JsonValue) => `${JSON.stringify(value, undefined, 2)}\n`;

/**
 * A resource as a root module: what a run of ours carries out, for people to read and for other tools to check. It is called `this`,
 * gets its values from `terraform.tfvars.json`, and declares what is sensitive without a value.
 */
export function renderRootModule(open: RenderContext<TypeSettings>): RenderedIac {
  const context = forRun(open);
  const { resource, settings, withheld } = context;
  const { source, variablesFromResource } = settings;
  const fromResource = Object.entries(variablesFromResource).map(
    ([name, field]): [string, JsonValue] => [name, fieldOf(context, field as ResourceField)],
  );
  const values: JsonObject = {
    ...(resource.variables as JsonObject),
    ...Object.fromEntries(fromResource),
  };
  const names = [...new Set([...Object.keys(values), ...withheld])].sort();
  const odd = names.find(name => !VARIABLE.test(name) || RESERVED.has(name));
  if (odd !== undefined) throw new Error(`${odd} cannot be the name of a module's variable`);

  const inputs = Object.fromEntries(names.map(name => [name, `var.${name}`]));
  const given = Object.fromEntries(
    names.filter(name => !withheld.includes(name)).map(name => [name, values[name]]),
  );
  const isInline = source.kind === 'inline';
  return {
    files: {
      'main.tf': [
        `terraform {\n${backendOf(settings, resource.id)}}\n\n`,
        `module "${MODULE}" {\n  source = ${quoted(sourceOf(source))}\n`,
        names.length > 0 ? `\n${attributes(inputs, '  ')}` : '',
        '}\n',
      ].join(''),
      ...(names.length > 0
        ? {
            'variables.tf': names
              .map(name => declaration(name, withheld.includes(name)))
              .join('\n'),
            'terraform.tfvars.json': json(given),
          }
        : {}),
      ...(isInline
        ? Object.fromEntries(
            Object.entries(source.files).map(([name, text]) => [`${MODULE_FOLDER}/${name}`, text]),
          )
        : {}),
    },
    notes: [
      `The module comes from ${describeSource(source)}.`,
      ...(settings.backend
        ? []
        : [
            'The state is kept with the portal, which gives each of its runs the address and a credential (`TF_HTTP_ADDRESS`, `TF_HTTP_USERNAME`, `TF_HTTP_PASSWORD`).',
          ]),
      ...(source.kind === 'folder'
        ? ['That is a folder of the portal’s own machine: it is not pinned to a commit.']
        : []),
      ...(withheld.length > 0
        ? [
            `Sensitive, and therefore without a value here: ${[...withheld]
              .sort()
              .map(name => `\`${name}\``)
              .join(', ')}.`,
          ]
        : []),
    ],
  };
}
