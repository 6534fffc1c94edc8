import type { Requirement } from '../rules/model';

/** How package managers compare names: case and separators do not count in Python, scopes of npm do. */
export const canonicalPackage = (name: string) =>
  name.startsWith('@') ? name : name.toLowerCase().replace(/[-_.]+/g, '-');

/** One entry for each package, sorted by name; the ranges of several rules hold together. */
export function mergeRequirements(requirements: readonly Requirement[]): Requirement[] {
  const merged = new Map<string, { package: string; versions: Set<string> }>();
  for (const requirement of requirements) {
    const key = canonicalPackage(requirement.package);
    const entry = merged.get(key) ?? { package: requirement.package, versions: new Set<string>() };
    for (const part of requirement.version.split(','))
      if (part.trim()) entry.versions.add(part.trim());
    merged.set(key, entry);
  }
  return [...merged.values()]
    .map(({ package: name, versions }) => ({ package: name, version: [...versions].join(',') }))
    .sort((a, b) => (a.package < b.package ? -1 : 1));
}
