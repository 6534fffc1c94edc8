import type { Config } from '@backstage/config';
import { readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

/** One entry of `infra.argocd.instances`, checked, with defaults filled in. */
export interface ArgoCdInstanceSettings {
  name: string;
  /** Base address of the API, without a slash at the end. */
  url: string;
  token: string;
  /** Where people open Argo CD, without a slash at the end. */
  uiUrl: string;
  /** The namespace of Argo CD itself; applications in other namespaces are called `<namespace>/<name>`. */
  namespace: string;
  /** Only applications of these projects are watched. */
  projects: string[];
  /** Only applications with these labels are watched. */
  selector?: string;
  /** How long one call may take. */
  timeoutMs: number;
}

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * Reads `infra.argocd.instances`; an absent list is an empty one.
 *
 * @throws InputError, one sentence that names the key and the rule
 */
export function readArgoCdInstances(config: Config): ArgoCdInstanceSettings[] {
  const instances = (config.getOptionalConfigArray('infra.argocd.instances') ?? []).map(
    readInstance,
  );
  const names = instances.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated) {
    throw new InputError(`infra.argocd.instances has two entries with the name ${repeated}`);
  }
  return instances;
}

function readInstance(entry: Config, index: number): ArgoCdInstanceSettings {
  const refuse = (key: string, rule: string) =>
    new InputError(`infra.argocd.instances[${index}].${key} ${rule}`);
  const readUrl = (key: string, value: string) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (!url || !['http:', 'https:'].includes(url.protocol)) {
      throw refuse(key, 'must be an http:// or https:// address');
    }
    if (url.username || url.password) {
      throw refuse(key, 'must not contain credentials; the token has a key of its own');
    }
    return value.replace(/\/+$/, '');
  };

  const name = entry.getString('name');
  if (!NAME.test(name) || name.length > 100) {
    throw refuse('name', 'must consist of lower-case letters, digits and inner hyphens');
  }
  const url = readUrl('url', entry.getString('url'));
  const timeoutMs = entry.has('timeout')
    ? durationToMilliseconds(readDurationFromConfig(entry, { key: 'timeout' }))
    : 10_000;
  if (timeoutMs <= 0) throw refuse('timeout', 'must be longer than nothing');
  return {
    name,
    url,
    token: entry.getString('token'),
    uiUrl: readUrl('uiUrl', entry.getOptionalString('uiUrl') ?? url),
    namespace: entry.getOptionalString('namespace') ?? 'argocd',
    projects: entry.getOptionalStringArray('projects') ?? [],
    selector: entry.getOptionalString('selector'),
    timeoutMs,
  };
}
