import { resourceTypeDefinitionSchema } from '@bailiwick/backstage-plugin-infra-common';
import {
  type CloudPlugin,
  type CloudResourceType,
  type CloudService,
  formatDiagnostic,
  resourceTypeOf,
} from '@bailiwick/backstage-plugin-infra-clouds-node';
import { createHash } from 'node:crypto';
import { problemsOf } from '../lib/http';
import type { Currency } from '../quota';
import type { FoundDocument } from '../resources/types/files/TypeIntake';

export const PROVISIONER = 'opentofu';

/** Variables of a module that the resource itself fills. */
const FROM_RESOURCE: Readonly<Record<string, string>> = { project_name: 'externalName' };

const digestOf = (content: object): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 10);

/** What the credentials tell of themselves need not be asked. */
const toldBy = ({ authMethods }: CloudPlugin): string[] =>
  authMethods.flatMap(({ schema }) =>
    (schema?.metadata_extraction ?? []).flatMap(
      ({ expose_as_variable: isExposed, variable_name: name }) => (isExposed && name ? [name] : []),
    ),
  );

/** As the provisioner wants it. */
const deploymentSettings = (deployment: NonNullable<CloudResourceType['deployment']>) => ({
  repositoryOutput: deployment.repository_output,
  imageVariable: deployment.image_variable,
  ...(deployment.image_path ? { imagePath: deployment.image_path } : {}),
  ...(deployment.url_output ? { urlOutput: deployment.url_output } : {}),
  ...(deployment.loginFiles ? { registryLogin: deployment.loginFiles } : {}),
});

/** What a resource of a service costs: one figure, or what its variables make of the prices. */
function costOf(
  { cost, monthlyCost, currency: from }: CloudResourceType,
  currency: Pick<Currency, 'convert' | 'factor'>,
) {
  if (!cost) {
    const price = monthlyCost === null ? undefined : currency.convert(monthlyCost, from);
    return price ? { monthlyCost: price } : undefined;
  }
  const factor = currency.factor(from);
  if (factor === undefined) return undefined;
  // A number without a fraction would be whole in CEL, and no price is.
  const times = Number.isInteger(factor) ? factor.toFixed(1) : String(factor);
  return { monthlyCost: `int((${cost.expression}) * ${times} + 0.5)`, prices: cost.prices };
}

/** A service as a document of a resource type; what is wrong with it is in its problems. */
export function typeDocumentOf(
  plugin: CloudPlugin,
  service: CloudService,
  currency: Pick<Currency, 'convert' | 'factor'>,
): Omit<FoundDocument, 'location'> {
  const type = resourceTypeOf(plugin, service);
  const { name, title, description, documentation, labels, schema, outputs, files } = type;
  const cost = costOf(type, currency);
  const filled = Object.keys(FROM_RESOURCE).filter(variable => variable in schema.properties);
  const properties = Object.entries(schema.properties).filter(
    ([variable]) => !filled.includes(variable),
  );
  const unasked = [...filled, ...toldBy(plugin)];
  const variables = {
    ...schema,
    properties: Object.fromEntries(properties),
    required: schema.required.filter(variable => !unasked.includes(variable)),
  };
  const settings = {
    source: { kind: 'inline', files },
    variablesFromResource: Object.fromEntries(
      filled.map(variable => [variable, FROM_RESOURCE[variable]]),
    ),
    ...(type.deployment ? { deployment: deploymentSettings(type.deployment) } : {}),
  };
  const parsed = resourceTypeDefinitionSchema.safeParse(
    {
      ...{ name, title, documentation, labels },
      description: description.slice(0, 500),
      provisioner: PROVISIONER,
      ...(cost ? { cost } : {}),
      naming: "unit + '-' + name",
      approval: { steps: [{ title: 'Department', approvers: { role: 'dept_admin' } }] },
      versions: [
        {
          version: `${plugin.defaults.version ?? '1.0.0'}+${digestOf([settings, variables])}`,
          ...{ schema: variables, settings, outputs },
        },
      ],
    },
    { reportInput: true },
  );
  const locate: FoundDocument['locate'] = problems =>
    problems.map(({ pointer, message }) => `1: ${pointer || '/'} ${message}`);
  const place = { name, file: `${plugin.id}/services/${service.category}/${service.id}`, locate };
  if (type.problems.length > 0) return { ...place, problems: type.problems.map(formatDiagnostic) };
  return parsed.success
    ? { ...place, definition: parsed.data, problems: [] }
    : { ...place, problems: locate(problemsOf(parsed.error, '')) };
}
