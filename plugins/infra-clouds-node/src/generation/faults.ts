import { CloudPlugin, Diagnostic } from '../model';
import { generate } from './generate';

/**
 * What would keep a plugin's services from being generated, found by generating each once. What only a
 * request could say, such as a bucket's name, is no fault.
 */
export function pluginFaults(plugin: CloudPlugin): Diagnostic[] {
  const faults = new Map<string, Diagnostic>();
  for (const { category, id, info, module } of plugin.services) {
    if (!module) continue;
    const { diagnostics } = generate(plugin, {
      projectName: 'example',
      projectId: 'example',
      capabilities: [{ type: info.capability, service: id }],
    });
    for (const diagnostic of diagnostics) {
      if (diagnostic.severity !== 'error' || diagnostic.rule.startsWith('request/')) continue;
      const { file, line, column, message } = diagnostic;
      const key = [file, line, column, file ? '' : category + id, message].join(' ');
      const where = file ? message : `${plugin.id}: ${category}/${id}: ${message}`;
      faults.set(key, { ...diagnostic, message: where });
    }
  }
  return [...faults.values()];
}
