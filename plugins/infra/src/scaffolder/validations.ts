import type { ApiHolder } from '@backstage/core-plugin-api';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { dryRunResultSchema, idSchema } from '@bailiwick/backstage-plugin-infra-common';
import { infraApiRef } from '../api';
import { type FieldNames, wishOf } from './formData';

/** What one has to choose is chosen. */
export const validateUnit: CustomFieldValidator<string> = (value, field) => {
  if (value && !idSchema.safeParse(value).success) field.addError('must be the id of a unit');
};

type PreviewOptions = FieldNames & { type?: string; version?: string };

/** Asks the backend, so that a template that would be refused does not get past its form. */
export const validateQuota: CustomFieldValidator<unknown, PreviewOptions> = async (
  _,
  field,
  { formData, apiHolder, uiSchema },
) => {
  const { type, version, ...fields } = uiSchema?.['ui:options'] ?? {};
  const { name, unitId, site, variables } = wishOf(formData, fields);
  if (!type || !name || !unitId) return;
  const problems = await problemsOf(apiHolder, { type, version, name, unitId, site, variables });
  problems.forEach(problem => field.addError(problem));
};

async function problemsOf(
  apiHolder: ApiHolder,
  request: { type: string; version?: string; name: string; unitId: string } & Pick<
    ReturnType<typeof wishOf>,
    'site' | 'variables'
  >,
): Promise<string[]> {
  const api = apiHolder.get(infraApiRef);
  if (!api) return [];
  try {
    const answer = await api.createResource({ body: { ...request, dryRun: true } });
    const { valid, problems } = dryRunResultSchema.parse(answer);
    return valid ? [] : problems.map(({ message }) => message);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
