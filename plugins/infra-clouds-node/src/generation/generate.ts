import { HclSyntaxError } from '../hcl';
import { CloudPlugin } from '../model';
import { contextOf } from './context';
import { configurationFiles, formatted, requiredProviders } from './files';
import { ServiceCall, serviceCall } from './inputs';
import { quoted } from './names';
import { GenerateRequest, GenerateRequirements, GenerateResult, Problems } from './request';
import { RootFrame, rootFrame } from './root';
import { verifyConfiguration } from './verify';

/**
 * A complete Terraform configuration for what a project needs of one provider. The same request gives
 * the same bytes. What is wrong with the request or with the plugin is a diagnostic; with an error
 * there are no files.
 */
export function generate(plugin: CloudPlugin, request: GenerateRequest): GenerateResult {
  const problems = new Problems();
  const context = contextOf(plugin, request, problems);
  if (problems.failed) return failure(problems);
  const frame = rootFrame(context, problems);
  const calls = context.services.map(service => serviceCall(service, frame, context, problems));
  refuseUnknownParameters(context.parameters, frame, calls, problems);
  if (problems.failed) return failure(problems);
  const files = checkedFiles(() => {
    const written = formatted(configurationFiles(context, frame, calls, problems));
    if (!problems.failed) verifyConfiguration(written, problems);
    return written;
  }, problems);
  if (problems.failed || !files) return failure(problems);
  return {
    files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))),
    diagnostics: problems.diagnostics,
    requirements: requirementsOf(plugin, frame, calls),
  };
}

function failure({ diagnostics }: Problems): GenerateResult {
  const requirements = { terraform: '', providers: [], apis: [], secrets: [] };
  return { files: {}, diagnostics, requirements };
}

function checkedFiles<T>(write: () => T, problems: Problems): T | undefined {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof HclSyntaxError)) throw error;
    problems.error(
      'terraform/syntax',
      `the plugin's templates give no valid HCL: ${error.message}`,
    );
    return undefined;
  }
}

function requirementsOf(
  plugin: CloudPlugin,
  frame: RootFrame,
  calls: ServiceCall[],
): GenerateRequirements {
  const version = /required_version\s*=\s*"([^"]*)"/.exec(frame.provider)?.[1];
  const apis = calls.flatMap(({ service }) => service.info.provider_apis);
  const ordered = [...apis].sort(
    (a, b) => Number(b.bootstrap ?? false) - Number(a.bootstrap ?? false),
  );
  const variables = [...frame.variables.values(), ...calls.flatMap(call => call.variables)];
  return {
    terraform: version ?? plugin.provider.terraform?.required_version ?? '',
    providers: requiredProviders(frame),
    apis: [...new Set(ordered.map(api => api.name))],
    secrets: variables
      .filter(({ sensitive, value }) => sensitive && value === undefined)
      .map(({ name }) => name),
  };
}

/** A parameter that nothing takes is a slip of the pen; which there are is said. */
function refuseUnknownParameters(
  parameters: Record<string, unknown>,
  frame: RootFrame,
  calls: ServiceCall[],
  problems: Problems,
) {
  const own = new Set(['project_name', 'environment', 'region']);
  const shared = [...frame.variables.keys()].filter(name => !own.has(name));
  const ofServices = calls.flatMap(({ service }) =>
    (service.module?.variables ?? []).map(({ name }) => [name, `${service.id}.${name}`]),
  );
  const known = new Set([...shared, ...ofServices.flat()]);
  for (const name of Object.keys(parameters)) {
    if (own.has(name)) {
      problems.error(
        'request/parameters',
        `${name} is no parameter but a part of the request itself`,
      );
    } else if (!known.has(name)) {
      const names = [...new Set(ofServices.map(([plain]) => plain))].sort().join(', ');
      problems.error(
        'request/parameters',
        `nothing takes the parameter ${quoted(name)}; there are: ${names}`,
      );
    }
  }
}
