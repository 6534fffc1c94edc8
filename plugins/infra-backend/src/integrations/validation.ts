import { SECRET_MASK } from '@bailiwick/backstage-plugin-infra-common';
import type { IntegrationTypeDefinition } from '@bailiwick/backstage-plugin-infra-node';
import { OutsideUnreachable } from '../lib/outside';
import type { SplitValues } from './values';

/** How long an outside system may take to say whether it takes credentials. */
const PATIENCE_MS = 10_000;
const MESSAGE_LIMIT = 500;

/** Secrets in what a type says, also as they stand in an address or a header. */
function withoutSecrets(message: string, secrets: readonly string[]): string {
  const spellings = secrets.flatMap(secret => [
    ...[secret, encodeURIComponent(secret), encodeURI(secret)],
    ...[Buffer.from(secret).toString('base64')],
  ]);
  return spellings
    .filter(spelling => spelling !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((cleaned, spelling) => cleaned.replaceAll(spelling, SECRET_MASK), message);
}

/** Rejects when the time is up, also where the type does not look at its signal. */
const outOfTime = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const refuse = () => reject(new OutsideUnreachable('It did not answer in time'));
    signal.addEventListener('abort', refuse, { once: true });
  });

/** Why the outside system does not take the credentials, as a sentence without any secret; undefined where it does. */
export async function askOutside(
  definition: IntegrationTypeDefinition,
  { plain, secret }: SplitValues,
  patienceMs = PATIENCE_MS,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    await Promise.race([definition.validate?.({ ...plain, ...secret }, signal), outOfTime(signal)]);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The validation failed';
    return withoutSecrets(message, Object.values(secret)).slice(0, MESSAGE_LIMIT);
  }
}
