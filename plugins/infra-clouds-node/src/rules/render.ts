import { parseTemplate, type Template, TemplateError } from '../template';
import { tokenOf } from './placeholders';

/** Code of a rule that cannot be used; the message goes on after "The rule of …". */
export class RuleError extends Error {}

const MISSING = '<no value>';
const parsed = new Map<string, Template>();
const MOST_KEPT = 2000;

function templateOf(text: string): Template {
  let template = parsed.get(text);
  if (!template) {
    template = parseTemplate(text, { name: 'code_template' });
    if (parsed.size >= MOST_KEPT) parsed.clear();
    parsed.set(text, template);
  }
  return template;
}

/**
 * Renders a rule's template with a token for each argument that is given.
 * @throws RuleError when it is no template, or asks for an argument that is not given
 */
export function renderRule(template: string, given: readonly string[]): string {
  const data: Record<string, string> = {};
  for (const name of given) data[name] = tokenOf(name);
  try {
    const text = templateOf(template).render(data, { mode: 'compat' });
    if (text.includes(MISSING)) throw new RuleError('needs an argument that is not given');
    return text;
  } catch (error) {
    if (error instanceof TemplateError)
      throw new RuleError(`has a template that fails: ${error.message}`);
    throw error;
  }
}
