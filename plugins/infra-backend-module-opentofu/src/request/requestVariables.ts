import { MODULE_VARIABLES, type Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonObject } from '@backstage/types';
import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';
import { commitSchema, folderSchema, refSchema, type Source, urlSchema } from '../settings';

const emptyIsNone = <T extends z.ZodType>(schema: T) =>
  z.preprocess(value => (value === '' || value === null ? undefined : value), schema.optional());

/** `./net/` is `net`, and `.` is the top. */
const plainFolder = folderSchema.transform(
  folder =>
    folder
      .split('/')
      .filter(part => part !== '' && part !== '.')
      .join('/') || undefined,
);

const { repository, ref, folder, commit, values } = MODULE_VARIABLES;

/** The variables by which a resource says which module it is made of; it may have others besides. */
const requestVariablesSchema = z.object({
  [repository]: urlSchema,
  [ref]: emptyIsNone(refSchema),
  [folder]: emptyIsNone(plainFolder),
  [commit]: emptyIsNone(commitSchema),
  [values]: z.record(z.string(), z.json(), { error: 'must be an object' }).default({}),
});

export type RequestVariables = z.output<typeof requestVariablesSchema>;

/** @throws InfraError VALIDATION_ERROR with pointers below `/variables` */
export function readVariables(variables: Variables): RequestVariables {
  const read = requestVariablesSchema.safeParse(variables);
  if (read.success) return read.data;
  throw validationError(
    read.error.issues.map(({ path, message, code, input }) => ({
      pointer: `/variables/${path.map(part => String(part).replace(/~/g, '~0').replace(/\//g, '~1')).join('/')}`,
      message: code === 'invalid_type' && input === undefined ? 'is required' : message,
    })),
  );
}

/** What the variables of a resource say is carried out, and with which values. */
export function pinnedModule(variables: Variables): { source: Source; values: JsonObject } {
  const read = readVariables(variables);
  if (!read.commit) throw new Error('The resource does not say which commit it is made of');
  return {
    source: {
      ...{ kind: 'git', url: read.repository, commit: read.commit },
      ...(read.ref ? { ref: read.ref } : {}),
      ...(read.folder ? { folder: read.folder } : {}),
    },
    values: read.values as JsonObject,
  };
}
