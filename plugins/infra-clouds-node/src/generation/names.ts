import { CloudPlugin } from '../model';
import { Problems } from './request';

/** A class such as `a-z0-9-` of a plugin, as a test of one character. */
function charTest(allowed: string | undefined): (char: string) => boolean {
  try {
    const pattern = new RegExp(`^[${allowed ?? 'a-z0-9-'}]$`, 'u');
    return char => pattern.test(char);
  } catch {
    return char => /^[a-z0-9-]$/.test(char);
  }
}

/** The name that resources begin with: what people call the project, by the provider's rules. */
export function resourceName(name: string, plugin: CloudPlugin, problems: Problems): string {
  const { naming } = plugin.provider;
  const isAllowed = charTest(naming?.allowed_chars);
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  const cased = naming?.case_sensitive ? plain : plain.toLowerCase();
  let safe = [...cased].map(char => (isAllowed(char) ? char : '-')).join('');
  safe = safe.replace(/-+/g, '-').replace(/^[-_]+/, '');
  if (naming?.must_start_with === 'letter') safe = safe.replace(/^[^A-Za-z]+/, '');
  safe = safe.slice(0, naming?.max_length ?? 63).replace(/[-_]+$/, '');
  if (safe.length < 2) {
    problems.error(
      'request/projectName',
      `projectName ${quoted(name)} leaves no name of at least two characters for ${plugin.provider.display_name}: ${rulesOf(plugin)}`,
    );
  } else if (safe !== name) {
    problems.warning('request/projectName', `resources are named ${safe}, after ${quoted(name)}`);
  }
  return safe;
}

function rulesOf({ provider: { naming } }: CloudPlugin): string {
  const parts = [
    `characters ${naming?.allowed_chars ?? 'a-z0-9-'}`,
    `at most ${naming?.max_length ?? 63}`,
    naming?.must_start_with && `beginning with a ${naming.must_start_with}`,
  ];
  return parts.filter(Boolean).join(', ');
}

export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

/** A part of a name in Terraform: letters, digits and underscores. */
export function terraformName(...parts: string[]): string {
  const name = parts.join('_').replace(/[^A-Za-z0-9_]/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}
