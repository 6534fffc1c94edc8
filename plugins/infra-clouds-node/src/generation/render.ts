import { TextFile } from '../model';
import { TemplateError, TemplateLanguage, parseTemplate } from '../template';
import { Problems } from './request';

/** What templates see; see docs/template-language.md. */
export interface TemplateData {
  ProjectName: string;
  /** Absent when the request does not say. */
  ProjectID?: string;
  Environment: string;
  Provider: string;
  Region: string;
  Metadata: Record<string, unknown>;
  Variables: Record<string, unknown>;
  Capabilities: { Type: string; Service: string; Name: string }[];
  APIs: { Name: string; DisplayName: string; Bootstrap: boolean }[];
}

/**
 * A template of a plugin, always in strict mode: a value can then never become code, whoever wrote the
 * template. Undefined, with a diagnostic, when it cannot be rendered.
 */
export function renderFile(
  file: TextFile,
  data: TemplateData,
  language: TemplateLanguage,
  problems: Problems,
  /** What is done instead when a value is missing; without it that is an error. */
  instead?: string,
): string | undefined {
  try {
    return parseTemplate(file.text, { name: file.path }).render(data, { mode: 'strict', language });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { line, column, kind } = error;
    const at = { file: file.path, line, column };
    const reason = error.reason + (kind === 'missing' ? hintFor(error.reason) : '');
    if (kind === 'missing' && instead)
      problems.warning('template/missing', `${reason}; ${instead}`, at);
    else problems.error(`template/${kind}`, reason, at);
    return undefined;
  }
}

function hintFor(reason: string): string {
  if (!reason.includes('.ProjectID')) return '';
  return ": the request has no projectId, the provider's own project, account or subscription";
}
