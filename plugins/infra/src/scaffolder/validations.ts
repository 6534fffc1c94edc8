import type { ApiHolder } from '@backstage/core-plugin-api';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  type CreateResource,
  dryRunResultSchema,
  idSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { infraApiRef } from '../api';
import { type FieldNames, typeOf, wishOf } from './formData';
import { parseRepoUrl } from './repoUrl';
import { findUnitId } from './unitOfForm';

/** What one has to choose is chosen. */
export const validateUnit: CustomFieldValidator<string> = (value, field) => {
  if (value && !/^group:[^/]+\/[^/]+$/i.test(value) && !idSchema.safeParse(value).success) {
    field.addError('must be the Group or the id of a unit');
  }
};

/** A name that the git host takes in an address; whether it is there, or free, the host knows. */
const NAME = /^\w[\w.-]*$/;

export const validateRepository: CustomFieldValidator<string> = (value, field) => {
  if (!value) return;
  const { host, owner, repo } = parseRepoUrl(value);
  if (!host) field.addError('names no git host');
  for (const [part, name] of Object.entries({ owner, repository: repo })) {
    if (!name) field.addError(`names no ${part}`);
    else if (!NAME.test(name)) {
      field.addError(`The ${part} may have letters, digits, dots, hyphens and underscores only`);
    }
  }
};

type PreviewOptions = FieldNames & { type?: string; typeField?: string; version?: string };

/** Asks the backend, so that a template that would be refused does not get past its form. */
export const validateQuota: CustomFieldValidator<unknown, PreviewOptions> = async (
  _,
  field,
  { formData, apiHolder, uiSchema },
) => {
  const { version, ...fields } = uiSchema?.['ui:options'] ?? {};
  const type = typeOf(formData, fields);
  const { name, unit, ...rest } = wishOf(formData, fields);
  if (!type || !name || !unit) return;
  const problems = await problemsOf(apiHolder, unit, { type, version, name, ...rest });
  problems.forEach(problem => field.addError(problem));
};

async function problemsOf(
  apiHolder: ApiHolder,
  unit: string,
  request: Omit<CreateResource, 'unitId'>,
): Promise<string[]> {
  const api = apiHolder.get(infraApiRef);
  if (!api) return [];
  try {
    const unitId = await findUnitId(api, unit);
    if (!unitId) return [`There is no unit ${unit} that you may use`];
    const answer = await api.createResource({ body: { ...request, unitId, dryRun: true } });
    const { valid, problems } = dryRunResultSchema.parse(answer);
    return valid ? [] : problems.map(({ message }) => message);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
