import {
  type DeploymentCheck,
  deploymentCheckSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import type { ApplyResult, ProvisionerContext } from '@bailiwick/backstage-plugin-infra-node';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TypeSettings } from '../settings';
import { ask } from './ask';
import type { Hosts } from './Hosts';

const PAUSE_MS = { first: 1_000, most: 10_000 };

/**
 * The address that is looked at: a path below what the resource says, on the same host.
 *
 * @throws Error, a sentence for people
 */
export function addressOf(output: unknown, path: string): URL {
  if (typeof output !== 'string' || output === '') {
    throw new Error('The resource has no address yet: apply it with an image first');
  }
  const base = URL.canParse(output) ? new URL(output) : undefined;
  if (!base || !['http:', 'https:'].includes(base.protocol) || base.username || base.password) {
    throw new Error('What the resource says its address is cannot be asked over HTTP');
  }
  const url = new URL(`${base.pathname.replace(/\/+$/, '')}${path}`, base.origin);
  if (url.origin !== base.origin) throw new Error(`The path ${path} leads to another host`);
  return url;
}

/** Asks the address of a resource until it answers as it should. */
export async function validateService(
  context: ProvisionerContext<TypeSettings>,
  input: unknown,
  hosts: Hosts,
): Promise<ApplyResult> {
  const check = deploymentCheckSchema.parse(input);
  const { urlOutput } = context.settings.deployment ?? {};
  const log = await context.phase('validate');
  const output = urlOutput === undefined ? undefined : context.resource.outputs[urlOutput];
  const url = addressOf(output, check.path);
  hosts.require(url);
  log.info(
    `${url.href} is to answer with ${check.statusFrom} to ${check.statusTo} within ${check.timeoutSeconds} seconds`,
  );
  const status = await untilAnswered(url, check, hosts, context.signal, line => log.info(line));
  log.info(`It answered with ${status}`);
  return { summary: { address: url.href, status } };
}

async function untilAnswered(
  url: URL,
  { statusFrom, statusTo, timeoutSeconds }: DeploymentCheck,
  hosts: Hosts,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<number> {
  const end = performance.now() + timeoutSeconds * 1000;
  let said = '';
  for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 1.5, PAUSE_MS.most)) {
    const seen = await look(url, hosts, signal);
    if (typeof seen !== 'string' && seen.status >= statusFrom && seen.status <= statusTo) {
      return seen.status;
    }
    const line =
      typeof seen === 'string'
        ? seen
        : `It answered with ${seen.status}${seen.excerpt ? `: ${seen.excerpt}` : ''}`;
    if (line !== said) tell(line);
    said = line;
    if (performance.now() + pause > end) break;
    await sleep(pause, undefined, { signal });
  }
  throw new Error(
    `The service did not answer with ${statusFrom} to ${statusTo} within ${timeoutSeconds} seconds. ${said}. ` +
      'To go back, restore the revision before',
  );
}

/** The answer, or why there is none. */
async function look(url: URL, hosts: Hosts, signal: AbortSignal) {
  try {
    return await ask(url, hosts, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    return `Nothing answered: ${message || code || 'the connection failed'}`;
  }
}
