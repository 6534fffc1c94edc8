import { pluginFaults } from '../generation';
import { loadClouds } from '../loader';
import { hasErrors } from '../model';
import { CliIo, exitCodes, json, reportDiagnostics } from './output';

export interface ValidateOptions {
  json?: boolean;
  strict?: boolean;
}

/** Checks trees and says what is wrong, each with file and line. */
export async function validate(
  roots: string[],
  options: ValidateOptions,
  io: CliIo,
): Promise<number> {
  const { plugins, diagnostics: found } = await loadClouds(roots);
  const diagnostics = [...found, ...plugins.flatMap(pluginFaults)];
  const failed = hasErrors(diagnostics) || (options.strict && diagnostics.length > 0);
  if (options.json) {
    io.out(json({ providers: plugins.map(summary), diagnostics }));
    return failed ? exitCodes.problems : exitCodes.fine;
  }
  reportDiagnostics(diagnostics, io);
  for (const plugin of plugins) {
    const { id, authMethods, services } = summary(plugin);
    io.out(`${id}: ${services.length} services, ${authMethods.length} authentication methods\n`);
  }
  const count = (severity: string) =>
    diagnostics.filter(diagnostic => diagnostic.severity === severity).length;
  io.out(`${count('error')} errors, ${count('warning')} warnings\n`);
  return failed ? exitCodes.problems : exitCodes.fine;
}

function summary(plugin: Awaited<ReturnType<typeof loadClouds>>['plugins'][number]) {
  return {
    id: plugin.id,
    layout: plugin.layout,
    regions: plugin.regions.available.map(region => region.id),
    authMethods: plugin.authMethods.map(method => method.id),
    services: plugin.services.map(service => `${service.category}/${service.id}`),
  };
}
