import { CloudPlugin, CloudService, Diagnostic } from '../model';
import { Requirement } from '../rules';
import { languageOf } from '../syntax/languages';
import {
  TransformResult,
  TransformRules,
  diffOf,
  goPackagesOf,
  mergeRequirements,
  transformCode,
} from '../transform';

export interface TransformedFiles {
  /** Every file that was given, rewritten where it called the SDK. */
  files: Record<string, string>;
  /** Paths of those that changed, in order. */
  changed: string[];
  diagnostics: Diagnostic[];
  /** Packages that the rewritten code needs. */
  requirements: Requirement[];
  /** A unified diff of all changes. */
  diff: string;
}

/** The rules of a plugin, or of some of its services only. */
export function rulesOf(
  plugin: CloudPlugin,
  services: CloudService[] = plugin.services,
): TransformRules {
  return {
    rules: services.flatMap(({ ruleFile }) => ruleFile?.rules ?? []),
    exceptions: services.flatMap(({ ruleFile }) => ruleFile?.exceptions ?? []),
  };
}

/**
 * Rewrites the files of a project that are code, one after the other. Those of one package of Go know of each other, because what one
 * declares all see.
 * @param beside files that stay as they are, and whose names count
 */
export async function* rewriteFiles(
  files: Readonly<Record<string, string>>,
  rules: TransformRules,
  beside: Readonly<Record<string, string>> = {},
): AsyncGenerator<{ path: string; result: TransformResult }> {
  for (const goPackage of goPackagesOf({ ...beside, ...files })) {
    for (const path of goPackage.paths.filter(one => Object.hasOwn(files, one))) {
      const input = { code: files[path], language: 'go' as const, path, goPackage };
      yield { path, result: await transformCode(input, rules) };
    }
  }
  for (const [path, code] of Object.entries(files)) {
    const language = languageOf(path);
    if (!language || language === 'go') continue;
    yield { path, result: await transformCode({ code, language, path }, rules) };
  }
}

/** Rewrites SDK calls in the files of a project into the provider's own; files of other kinds stay as they are. */
export async function transformFiles(
  plugin: CloudPlugin,
  files: Record<string, string>,
  rules: TransformRules = rulesOf(plugin),
  beside: Readonly<Record<string, string>> = {},
): Promise<TransformedFiles> {
  const result: TransformedFiles = {
    files: {},
    changed: [],
    diagnostics: [],
    requirements: [],
    diff: '',
  };
  const requirements: Requirement[] = [];
  const results = new Map<string, TransformResult>();
  for await (const one of rewriteFiles(files, rules, beside)) results.set(one.path, one.result);
  for (const path of Object.keys(files).sort()) {
    const code = files[path];
    const rewritten = results.get(path);
    const text = rewritten?.code ?? code;
    result.files[path] = text;
    if (!rewritten) continue;
    if (rewritten.changed) result.changed.push(path);
    result.diff += diffOf(path, code, text);
    requirements.push(...rewritten.requirements);
    for (const { severity, code: kind, message, line, column } of rewritten.diagnostics) {
      const level = severity === 'info' ? 'warning' : severity;
      result.diagnostics.push({
        severity: level,
        rule: `transform/${kind}`,
        message,
        file: path,
        line,
        column,
      });
    }
  }
  return { ...result, requirements: mergeRequirements(requirements) };
}
