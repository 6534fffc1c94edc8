import { DeploymentOption, deploymentOptions } from '../options';
import { CliIo, UsageError, exitCodes, json } from './output';
import { pluginsOf } from './trees';

export interface OptionsOptions {
  tree?: string[];
  json?: boolean;
}

/** What each provider would use for the capabilities, and what that costs; 1 when none serves them all. */
export async function optionsCommand(
  capabilities: string[],
  options: OptionsOptions,
  io: CliIo,
): Promise<number> {
  const wanted =
    capabilities.length === 1 && capabilities[0] === '-'
      ? (await io.stdin()).split(/[\s,]+/).filter(Boolean)
      : capabilities;
  if (wanted.length === 0) throw new UsageError('Name the capabilities, such as: storage compute');
  const found = deploymentOptions(await pluginsOf(options.tree, io), wanted);
  io.out(options.json ? json(found) : found.map(shown).join(''));
  return found.some(option => option.complete) ? exitCodes.fine : exitCodes.problems;
}

function shown(option: DeploymentOption): string {
  const cost = (amount: number | null) =>
    amount === null ? 'no price' : `${amount.toFixed(2)} ${option.currency}`;
  const lines = option.services.map(
    service => `  ${service.capability}: ${service.name}, ${cost(service.monthlyCost)}\n`,
  );
  const missing = option.complete ? '' : `  missing: ${option.missing.join(', ')}\n`;
  return `${option.name} (${option.provider}): ${cost(option.monthlyCost)} a month\n${lines.join('')}${missing}`;
}
