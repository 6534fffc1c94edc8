import type { CloudAuthMethod } from '@bailiwick/backstage-plugin-infra-common';
import type {
  CloudAuthMethod as PluginMethod,
  CloudPlugin,
  CredentialSchema,
  UiInstructions,
} from '@bailiwick/backstage-plugin-infra-clouds-node';
import { textOf, viewMethodHead } from './view';

type Field = CredentialSchema['fields'][number];
type Step = UiInstructions['steps'][number];

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

const mapOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

/** A link opens in the browser of whoever reads it: only the web. */
const linkOf = (value: unknown): string | undefined => {
  const url = textOf(value);
  return url && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined;
};

/** The guide to one kind of credentials, and its form. */
export function viewAuthMethod(plugin: CloudPlugin, given: PluginMethod): CloudAuthMethod {
  const { method, schema, handler, instructions } = given;
  const { security } = method;
  return {
    ...viewMethodHead(plugin, given),
    cloud: plugin.id,
    ...(security
      ? {
          security: {
            credentialType: textOf(security.credential_type),
            riskLevel: textOf(security.risk_level),
            rotationDays:
              typeof security.rotation_period_days === 'number'
                ? security.rotation_period_days
                : undefined,
            notes: textOf(security.notes),
          },
        }
      : {}),
    prerequisites: method.prerequisites,
    useCases: method.use_cases,
    requiredRoles: method.required_permissions?.roles ?? {},
    guide: {
      title: instructions?.title ?? method.display_name,
      subtitle: instructions?.subtitle,
      minutes: instructions?.estimated_time_minutes,
      difficulty: instructions?.difficulty,
      steps: (instructions?.steps ?? []).map(viewStep),
    },
    fields: (schema?.fields ?? []).map(viewField),
    faq: instructions?.faq.map(({ question, answer }) => ({ question, answer })) ?? [],
    troubleshooting:
      handler?.troubleshooting?.common_errors.map(({ error_pattern: problem, solution }) => ({
        problem,
        solution,
      })) ?? [],
  };
}

function viewStep(step: Step): CloudAuthMethod['guide']['steps'][number] {
  const action = step.action ?? {};
  const url = linkOf(action.url);
  return {
    title: step.title,
    description: step.description,
    details: textOf(step.details),
    instructions: textsOf(action.steps),
    ...(url ? { link: { url, title: textOf(action.button_text) ?? url } } : {}),
    warning: textOf(mapOf(step.warning).message),
    field: textOf(action.field),
  };
}

function viewField(field: Field): CloudAuthMethod['fields'][number] {
  const rules = field.validation ?? {};
  const accept = textsOf(rules.file_extensions);
  const options = textsOf(rules.options);
  return {
    name: field.name,
    type: field.type,
    label: field.label ?? field.name,
    description: field.description,
    help: field.help_text ?? undefined,
    placeholder: field.placeholder ?? undefined,
    required: field.required ?? false,
    sensitive: field.sensitive ?? false,
    pattern: textOf(rules.pattern),
    ...(options.length > 0 ? { options } : {}),
    ...(accept.length > 0 ? { accept } : {}),
  };
}
