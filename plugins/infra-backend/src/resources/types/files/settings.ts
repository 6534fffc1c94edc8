import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';

/** Where files with resource types are. */
export interface TypeLocation {
  type: 'file' | 'url';
  /** A path, which may have wildcards and counts from the working directory, or an address. */
  target: string;
}

export interface TypeFileSettings {
  locations: TypeLocation[];
  refresh: HumanDuration;
}

const KINDS: readonly string[] = ['file', 'url'];

/** @throws Error, one sentence that names the key, for values that cannot be used */
export function readTypeFileSettings(config: Config): TypeFileSettings {
  const locations = (config.getOptionalConfigArray('infra.resourceTypes') ?? []).map(
    (entry, index) => {
      const type = entry.getString('type');
      if (!KINDS.includes(type)) {
        throw new Error(`infra.resourceTypes[${index}].type must be file or url, and is ${type}`);
      }
      const target = entry.getString('target');
      if (type === 'url' && !/^https?:$/.test(URL.parse(target)?.protocol ?? '')) {
        throw new Error(
          `infra.resourceTypes[${index}].target must be an http or https address, and is ${target}`,
        );
      }
      return { type: type as TypeLocation['type'], target };
    },
  );
  return { locations, refresh: readRefresh(config) };
}

function readRefresh(config: Config): HumanDuration {
  const key = 'infra.resourceTypeRefresh';
  if (!config.has(key)) return { minutes: 5 };
  const refresh = readDurationFromConfig(config, { key });
  if (durationToMilliseconds(refresh) < 1000) throw new Error(`${key} must be at least 1 second`);
  return refresh;
}
