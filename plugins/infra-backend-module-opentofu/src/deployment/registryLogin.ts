import type { RunLog } from '@bailiwick/backstage-plugin-infra-node';
import type { JsonObject } from '@backstage/types';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { readModule } from '../module';
import { secretsIn } from '../plan';
import type { OpenTofuSettings } from '../settings';
import { toolEnvironment } from '../surroundings';
import { failureOf, runTool } from '../tool';
import type { Turns } from '../Turns';
import { moduleVariables } from '../variables';
import type { Context } from '../Workspace';
import type { RegistryLogin } from './Registry';

const MOST_JSON = 1024 * 1024;
const COMMON = ['-input=false', '-no-color'];

const loginSchema = z.object({
  username: z.object({ value: z.string().min(1) }),
  password: z.object({ value: z.string().min(1) }),
});

export interface LoginServices {
  program: string;
  settings: OpenTofuSettings;
  initTurns: Turns;
}

interface Place {
  folder: string;
  environment: Record<string, string>;
  signal: AbortSignal;
}

/**
 * Has the module of a cloud plugin say what the registry wants: applied in a folder of its own that is gone afterwards with the state.
 *
 * @param root - the working directory
 * @throws Error, a sentence for people without any secret
 */
export async function logIn(
  context: Context,
  files: Readonly<Record<string, string>>,
  { root, environment, log }: { root: string; environment: Record<string, string>; log: RunLog },
  services: LoginServices,
): Promise<RegistryLogin> {
  const folder = join(root, 'registry-login');
  await mkdir(folder, { mode: 0o700 });
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content, { flag: 'wx', mode: 0o600 });
    }
    const values = await valuesFor(context, folder);
    const file = join(folder, 'bailiwick.auto.tfvars.json');
    await writeFile(file, JSON.stringify(values), { flag: 'wx', mode: 0o600 });
    const place = {
      ...{ folder, signal: context.signal },
      environment: { ...environment, ...toolEnvironment(services.settings) },
    };
    return await carryOut(context, place, log, services);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function valuesFor(context: Context, folder: string): Promise<JsonObject> {
  const { variables } = await readModule(folder);
  return moduleVariables(context, new Set(variables.keys())).values;
}

async function carryOut(
  context: Context,
  place: Place,
  log: RunLog,
  { program, settings, initTurns }: LoginServices,
): Promise<RegistryLogin> {
  const run = async (args: string[], captureBytes?: number) => {
    const answer = await runTool({
      ...{ program, args, ...place, stopTimes: settings.stopTimes, captureBytes },
      ...(captureBytes === undefined ? { write: log.write } : {}),
    });
    if (answer.exitCode === 0) return answer;
    throw failureOf(`${basename(program)} ${args[0]}`, answer.exitCode, answer.tail);
  };
  const init = () => run(['init', ...COMMON]);
  if (settings.pluginCache) await initTurns.take(init);
  else await init();
  // Outputs that a module forgot to call sensitive would stand in the log.
  await run(['apply', ...COMMON, '-auto-approve'], MOST_JSON);
  const { stdout } = await run(['output', '-json', '-no-color'], MOST_JSON);
  const read = loginSchema.safeParse(JSON.parse(stdout.toString('utf8')));
  if (!read.success) {
    throw new Error('The login of the registry must have the outputs username and password');
  }
  const username = read.data.username.value;
  const password = read.data.password.value;
  secretsIn(password).forEach(context.redact);
  context.redact(Buffer.from(`${username}:${password}`).toString('base64'));
  log.info(`The registry is signed in to as ${username}`);
  return { username, password };
}
