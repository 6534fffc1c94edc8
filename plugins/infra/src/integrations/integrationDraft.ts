import {
  type Integration,
  type IntegrationType,
  SECRET_MASK,
} from '@bailiwick/backstage-plugin-infra-common';

/** A value whose name is made up by whoever makes the integration. */
export interface OtherValue {
  /** Of the row of the form; names may be empty or the same while they are typed. */
  id: number;
  name: string;
  value: string;
  /** Kept as it is, as long as nothing else is typed. */
  isKept: boolean;
}

const known = (type: IntegrationType, name: string) => type.fields.some(one => one.name === name);

/** Values of the fields that the type lists. A secret that is set begins empty, and is kept while it stays so. */
export const listedValues = (
  type: IntegrationType,
  integration: Integration | undefined,
): Record<string, string> =>
  Object.fromEntries(
    type.fields.map(({ name }) => {
      const value = integration?.values[name] ?? '';
      return [name, value === SECRET_MASK ? '' : value];
    }),
  );

export const otherValues = (
  type: IntegrationType,
  integration: Integration | undefined,
): OtherValue[] =>
  Object.entries(integration?.values ?? {})
    .filter(([name]) => !known(type, name))
    .map(([name, value], id) => ({
      ...{ id, name },
      value: value === SECRET_MASK ? '' : value,
      isKept: value === SECRET_MASK,
    }));

/** True where a secret of this name is stored already. */
export const isStored = (integration: Integration | undefined, name: string): boolean =>
  integration?.values[name] === SECRET_MASK;

/** What is sent: the mask for what is kept, nothing for what is empty. */
export function valuesOf(
  type: IntegrationType,
  integration: Integration | undefined,
  listed: Record<string, string>,
  others: readonly OtherValue[],
): Record<string, string> {
  const fields = type.fields.map(({ name, secret }) => {
    const value = listed[name] ?? '';
    return [name, value === '' && secret && isStored(integration, name) ? SECRET_MASK : value];
  });
  const further = others.map(({ name, value, isKept }) => [
    name.trim(),
    value === '' && isKept ? SECRET_MASK : value,
  ]);
  return Object.fromEntries([...fields, ...further].filter(([name, value]) => name && value));
}

/** Patterns say how a text has to be as a whole. */
export const fitsAsWhole = (pattern: string, text: string): boolean =>
  new RegExp(`^(?:${pattern})$`, 'u').test(text);

/** True where the text is as the field has to be. An empty one is told by what is required. */
export const fits = (pattern: string | undefined, text: string): boolean =>
  pattern === undefined || text === '' || fitsAsWhole(pattern, text);

/** True where everything that has to be there is there, and all of it has the form it must have. */
export function isFilledIn(
  type: IntegrationType,
  integration: Integration | undefined,
  listed: Record<string, string>,
  others: readonly OtherValue[],
): boolean {
  const values = valuesOf(type, integration, listed, others);
  const names = others.map(({ name }) => name.trim());
  return (
    type.fields.every(
      ({ name, required, pattern }) =>
        (!required || values[name] !== undefined) && fits(pattern, listed[name] ?? ''),
    ) &&
    others.every(
      ({ name, value, isKept }) =>
        fitsAsWhole(type.otherFields?.pattern ?? '.*', name.trim()) && (isKept || value !== ''),
    ) &&
    new Set(names).size === names.length
  );
}
