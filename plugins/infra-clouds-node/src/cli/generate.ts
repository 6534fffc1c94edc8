import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GenerateRequest, generate } from '../generation';
import { hasErrors } from '../model';
import { diffOf } from '../transform';
import { CliIo, UsageError, exitCodes, json, reportDiagnostics } from './output';
import { pluginNamed, pluginsOf } from './trees';

export interface GenerateOptions {
  tree?: string[];
  request?: string;
  name?: string;
  projectId?: string;
  environment?: string;
  region?: string;
  capability?: string[];
  param?: string[];
  tag?: string[];
  out?: string;
  dryRun?: boolean;
}

/** Writes a configuration into a folder, shows what would change there, or prints it as JSON. */
export async function generateCommand(
  provider: string,
  options: GenerateOptions,
  io: CliIo,
): Promise<number> {
  const plugin = pluginNamed(await pluginsOf(options.tree, io), provider);
  const result = generate(plugin, await requestOf(options, io));
  const { files, diagnostics } = result;
  if (!options.out) {
    io.out(json(result));
    return hasErrors(diagnostics) ? exitCodes.problems : exitCodes.fine;
  }
  const code = reportDiagnostics(diagnostics, io);
  if (code !== exitCodes.fine) return code;
  for (const [path, text] of Object.entries(files)) {
    const target = join(options.out, path);
    const before = existsSync(target) ? readFileSync(target, 'utf8') : '';
    if (options.dryRun) io.out(diffOf(path, before, text));
    else if (before !== text) {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
      io.err(`${target}\n`);
    }
  }
  return code;
}

async function requestOf(options: GenerateOptions, io: CliIo): Promise<GenerateRequest> {
  const given: Partial<GenerateRequest> = options.request
    ? parsed(await readRequest(options.request, io))
    : {};
  const request = {
    ...given,
    ...defined({
      projectName: options.name,
      projectId: options.projectId,
      environment: options.environment,
      region: options.region,
      capabilities: options.capability,
    }),
    parameters: { ...given.parameters, ...pairs(options.param, valueOf) },
    tags: { ...given.tags, ...pairs(options.tag, text => text) },
  };
  const { projectName, capabilities } = request;
  if (typeof projectName !== 'string')
    throw new UsageError('Name the project: --name, or projectName of the request.');
  if (!Array.isArray(capabilities))
    throw new UsageError('Say what it needs: --capability, or capabilities of the request.');
  return { ...request, projectName, capabilities };
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

async function readRequest(path: string, io: CliIo): Promise<string> {
  if (path === '-') return io.stdin();
  if (!existsSync(path)) throw new UsageError(`${path} is not there`);
  return readFileSync(path, 'utf8');
}

function parsed(text: string): Partial<GenerateRequest> {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new UsageError(`The request is no JSON: ${(error as Error).message}`);
  }
  throw new UsageError('The request is no JSON object');
}

function pairs<T>(given: string[] | undefined, read: (text: string) => T): Record<string, T> {
  return Object.fromEntries(
    (given ?? []).map(pair => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`${pair} is not of the form key=value`);
      return [pair.slice(0, at), read(pair.slice(at + 1))];
    }),
  );
}

/** Numbers, lists and the like as JSON; everything else is text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
