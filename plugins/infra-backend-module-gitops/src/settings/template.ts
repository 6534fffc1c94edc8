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
