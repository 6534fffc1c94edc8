/** What one integration gives to the environment of a run. */
export interface Contribution {
  /** Name of the integration. */
  from: string;
  variables: Readonly<Record<string, string>>;
}

const GIT_ENTRY = /^GIT_CONFIG_(KEY|VALUE)_(\d+)$/;
const GIT_COUNT = 'GIT_CONFIG_COUNT';

/** Git reads numbered settings: those of several integrations are numbered through. */
class GitSettings {
  private count = 0;
  readonly variables: Record<string, string> = {};

  add(variables: Contribution['variables']): void {
    if (variables[GIT_COUNT] === undefined) return;
    for (const [name, value] of Object.entries(variables)) {
      const [, part, index] = GIT_ENTRY.exec(name) ?? [];
      if (part) this.variables[`GIT_CONFIG_${part}_${this.count + Number(index)}`] = value;
    }
    this.count += Number(variables[GIT_COUNT]);
    this.variables[GIT_COUNT] = `${this.count}`;
  }
}

/**
 * One environment from all integrations of a resource.
 *
 * @throws Error that names the variable where two integrations set it to different values
 */
export function mergeEnvironments(contributions: readonly Contribution[]): Record<string, string> {
  const merged = new Map<string, { from: string; value: string }>();
  const git = new GitSettings();
  for (const { from, variables } of contributions) {
    git.add(variables);
    for (const [name, value] of Object.entries(variables)) {
      if (name === GIT_COUNT || GIT_ENTRY.test(name)) continue;
      const other = merged.get(name);
      if (other && other.value !== value) {
        throw new Error(
          `The integrations ${other.from} and ${from} both set ${name}: use only one of them`,
        );
      }
      merged.set(name, { from, value });
    }
  }
  const plain = [...merged].map(([name, { value }]) => [name, value]);
  return { ...Object.fromEntries(plain), ...git.variables };
}
