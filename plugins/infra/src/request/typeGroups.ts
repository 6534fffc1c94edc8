import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';

/** Types that are shown together; without a title those of the platform itself. */
export interface TypeGroup {
  title?: string;
  types: ResourceType[];
}

const has = (text: string | undefined, part: string) =>
  text !== undefined && text.toLocaleLowerCase().includes(part);

const byTitle = (a: ResourceType, b: ResourceType) => a.title.localeCompare(b.title);

/** Types whose title, name or description has the text. */
export function findTypes(types: readonly ResourceType[], text: string): ResourceType[] {
  const part = text.trim().toLocaleLowerCase();
  return types.filter(({ name, title, description }) =>
    [name, title, description].some(one => has(one, part)),
  );
}

/**
 * Types by their label `group`, else by their cloud: first those that have neither, then the groups by title.
 *
 * @param clouds - titles of clouds by their ids
 */
export function groupTypes(
  types: readonly ResourceType[],
  clouds: Readonly<Record<string, string>>,
): TypeGroup[] {
  const groups = new Map<string | undefined, ResourceType[]>();
  for (const type of types) {
    const { group, cloud } = type.labels;
    const title = group ?? (cloud && (clouds[cloud] ?? cloud));
    groups.set(title, [...(groups.get(title) ?? []), type]);
  }
  return [...groups]
    .map(([title, of]) => ({ title, types: of.toSorted(byTitle) }))
    .toSorted((a, b) => (a.title ?? '').localeCompare(b.title ?? ''));
}
