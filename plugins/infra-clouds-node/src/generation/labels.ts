import { CloudPlugin } from '../model';
import { quoted } from './names';
import { Problems } from './request';

/** Beyond these no provider goes; longer ones are not even tried against a pattern. */
const longest = { key: 256, value: 1024 };

/** Tags that the provider takes: written in its manner, or refused with the rule that they break. */
export function labelsFor(
  plugin: CloudPlugin,
  tags: Record<string, string>,
  problems: Problems,
): Record<string, string> {
  const rules = plugin.provider.labels ?? {};
  const isLowerCase = plugin.defaults.label_format === 'lowercase_underscore';
  const labels: Record<string, string> = {};
  for (const key of Object.keys(tags).sort()) {
    const value = tags[key];
    if (typeof value !== 'string') {
      problems.error('request/tags', `tag ${quoted(key)} must be a text`);
      continue;
    }
    const labelKey = isLowerCase ? lowered(key, rules.key_max_length) : key;
    const labelValue = isLowerCase ? lowered(value, rules.value_max_length) : value;
    if (Object.hasOwn(labels, labelKey)) {
      problems.error('request/tags', `two tags become the label ${quoted(labelKey)}`);
    }
    const broken = brokenRule(labelKey, labelValue, rules);
    if (broken) problems.error('request/tags', `tag ${quoted(key)}: ${broken}`);
    else if (labelKey !== key || labelValue !== value) {
      const written = `${labelKey} = ${quoted(labelValue)}`;
      problems.warning('request/tags', `tag ${quoted(key)} is written as ${written}`);
    }
    Object.defineProperty(labels, labelKey, {
      value: labelValue,
      enumerable: true,
      configurable: true,
    });
  }
  const count = Object.keys(labels).length;
  if (rules.max_count !== undefined && count > rules.max_count) {
    problems.error(
      'request/tags',
      `${count} tags; ${plugin.provider.display_name} takes ${rules.max_count}`,
    );
  }
  return labels;
}

function lowered(text: string, maximum = 63): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '_')
    .slice(0, maximum);
}

type Rules = NonNullable<CloudPlugin['provider']['labels']>;

function brokenRule(key: string, value: string, rules: Rules): string | undefined {
  const keyLength = rules.key_max_length ?? longest.key;
  const valueLength = rules.value_max_length ?? longest.value;
  if (key === '') return 'the key is empty';
  if (key.length > keyLength) return `the key has more than ${keyLength} characters`;
  if (value.length > valueLength) return `the value has more than ${valueLength} characters`;
  if (rules.key_pattern && !new RegExp(rules.key_pattern, 'u').test(key)) {
    return `the key must match ${rules.key_pattern}`;
  }
  if (rules.value_pattern && !new RegExp(rules.value_pattern, 'u').test(value)) {
    return `the value must match ${rules.value_pattern}`;
  }
  return undefined;
}
