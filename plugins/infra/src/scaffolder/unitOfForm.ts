import { idSchema } from '@bailiwick/backstage-plugin-infra-common';
import type { InfraApi } from '../api';
import { findUnitOfGroup, useUnitOfGroup } from '../shared';
import { formDataOf, textAt } from './formData';

/** A form names a unit by its Group in the catalog, or by its id where an address or a template filled it in. */
const isId = (named: string) => idSchema.safeParse(named).success;

/** The id of the unit that a form names; undefined while it is not known. */
export function useUnitIdOf(named: string | undefined): string | undefined {
  const group = named !== undefined && !isId(named) ? named : undefined;
  const found = useUnitOfGroup(group).data?.id;
  return group === undefined ? named : found;
}

/** The id of the unit in that field of the form. */
export const useUnitIdAt = (formContext: unknown, field: string | undefined) =>
  useUnitIdOf(textAt(formDataOf(formContext), field));

/** {@link useUnitIdOf} outside of a component. */
export const findUnitId = async (api: InfraApi, named: string): Promise<string | undefined> =>
  isId(named) ? named : (await findUnitOfGroup(api, named))?.id;
