import type { CloudAuthMethod, CredentialSchema } from '../model';
import type { CredentialProblem, CredentialValues } from './checkCredentials';
import { isOwn, parseJsonObject, textAt } from './json';

type Extraction = CredentialSchema['metadata_extraction'][number];

const transforms: Record<string, (text: string) => string> = {
  'extract_before_@': text => text.split('@', 1)[0],
  lowercase: text => text.toLowerCase(),
};

function extract(rule: Extraction, values: CredentialValues): string | undefined {
  const source = isOwn(values, rule.source) ? values[rule.source] : undefined;
  const found =
    source !== undefined && rule.method.startsWith('json_extract')
      ? textAt(parseJsonObject(source) ?? {}, rule.json_path ?? rule.field)
      : source;
  const { transform } = rule;
  if (transform === undefined || found === undefined) return found;
  if (!isOwn(transforms, transform)) throw new Error(`There is no transform ${transform}`);
  return transforms[transform](found);
}

type WithSchema = Pick<CloudAuthMethod, 'schema'>;

const extractions = ({ schema }: WithSchema) => schema?.metadata_extraction ?? [];

/** What the credentials must tell of themselves and do not. */
export const findUntold = (method: WithSchema, values: CredentialValues): CredentialProblem[] =>
  extractions(method)
    .filter(rule => rule.required && !extract(rule, values))
    .map(({ source, field }) => ({ field: source, message: `does not tell ${field}` }));

/** What the credentials tell of themselves, such as the project that a key belongs to. */
export function extractMetadata(
  method: WithSchema,
  values: CredentialValues,
): Record<string, string> {
  const found = extractions(method).map(rule => [rule.field, extract(rule, values)]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}
