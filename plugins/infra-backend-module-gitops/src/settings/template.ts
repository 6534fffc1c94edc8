import type { ProvisionedResource } from '@bailiwick/backstage-plugin-infra-node';

/** What `{...}` in a path or name stands for. */
const PLACEHOLDERS = {
  name: (resource: ProvisionedResource) => resource.externalName ?? resource.name,
  site: ({ site }: ProvisionedResource) => site?.toLowerCase(),
  team: ({ unit }: ProvisionedResource) => unit.slug,
  type: ({ type }: ProvisionedResource) => type,
} as const;

const PLACEHOLDER = /\{([^}]*)\}/g;

/** Why the template is wrong, as the end of a sentence; undefined where it is fine. */
export function templateProblem(template: string): string | undefined {
  for (const [, name] of template.matchAll(PLACEHOLDER)) {
    if (!(name in PLACEHOLDERS)) {
      const known = Object.keys(PLACEHOLDERS).map(each => `{${each}}`);
      return `has {${name}}, but only ${known.join(', ')} are known`;
    }
  }
  return undefined;
}

/** @throws Error where the resource has no value for a placeholder */
export function fillTemplate(template: string, resource: ProvisionedResource): string {
  return template.replace(PLACEHOLDER, (_, name: keyof typeof PLACEHOLDERS) => {
    const value = PLACEHOLDERS[name](resource);
    if (!value) throw new Error(`"${template}" needs a ${name}, and ${resource.name} has none`);
    return value;
  });
}

/** Why a path does not lead to a file of the repository, as the end of a sentence; undefined where it does. */
export function pathProblem(path: string): string | undefined {
  const parts = path.split('/');
  const isSound =
    path.length <= 500 &&
    // eslint-disable-next-line no-control-regex
    !/[\u0000-\u001f"\\]/.test(path) &&
    parts.every(part => part !== '' && part !== '.' && part !== '..' && part !== '.git');
  return isSound
    ? undefined
    : 'must be a path inside the repository, without a slash at either end and without . or ..';
}
