import { TextFile } from '../model';
import { TemplateError, parseTemplate } from '../template';
import { Report, Tree } from './tree';

/** A template file; one that is no template is an error where it stops being one. */
export async function loadTemplate(
  tree: Tree,
  path: string,
  report: Report,
): Promise<TextFile | undefined> {
  const text = await tree.read(path);
  if (text === undefined) return undefined;
  const file = tree.shown(path);
  try {
    parseTemplate(text, { name: file });
    return { path: file, text };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { reason: message, line, column } = error;
    report({ severity: 'error', rule: 'template/syntax', message, file, line, column });
    return undefined;
  }
}
