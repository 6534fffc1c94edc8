import {
  type ResourceTypeDefinition,
  resourceTypeDefinitionSchema,
  type Role,
  type ValidationProblem,
  type VersionLifecycle,
} from '@bailiwick/backstage-plugin-infra-common';
import { propertiesOf } from '../request/variableSchema';

/** What an administrator sets of a variable that was read from a module. */
export interface VariableDraft {
  title: string;
  restricted: boolean;
  frozen: boolean;
}

/** A proposal in the making: what the form holds, as text where it is typed. */
export interface ImportDraft {
  name: string;
  title: string;
  description: string;
  siteRequired: boolean;
  cpu: string;
  ramGb: string;
  /** In the smallest unit of the currency; empty where it costs no money. */
  monthlyCost: string;
  asksApproval: boolean;
  stepTitle: string;
  approver: Role;
  autoApprove: string;
  version: string;
  lifecycle: VersionLifecycle;
  note: string;
  variables: Record<string, VariableDraft>;
}

/** What the form begins with. */
export function draftOf(proposal: ResourceTypeDefinition, stepTitle: string): ImportDraft {
  const [version] = proposal.versions;
  const step = proposal.approval?.steps[0];
  return {
    name: proposal.name,
    title: proposal.title,
    description: proposal.description ?? '',
    siteRequired: proposal.siteRequired,
    cpu: String(proposal.cost.cpu),
    ramGb: String(proposal.cost.ramGb),
    monthlyCost: String(proposal.cost.monthlyCost ?? ''),
    asksApproval: proposal.approval !== undefined,
    stepTitle: step?.title ?? stepTitle,
    approver: step?.approvers.role ?? 'dept_admin',
    autoApprove: proposal.approval?.autoApprove ?? '',
    version: version.version,
    lifecycle: version.lifecycle,
    note: version.note ?? '',
    variables: Object.fromEntries(
      propertiesOf(version).map(([name, { title, restricted, frozen }]) => [
        name,
        { title: title ?? '', restricted: restricted ?? false, frozen: frozen ?? false },
      ]),
    ),
  };
}

/** Whole numbers are numbers, everything else is an expression. */
const amountOf = (text: string): number | string =>
  /^\d+$/.test(text.trim()) ? Number(text.trim()) : text.trim();

/** Sets a keyword, or takes it away where it says nothing. */
function withKeyword(property: object, keyword: string, value: string | boolean): object {
  const { [keyword as never]: _, ...others } = property;
  return value === '' || value === false ? others : { ...others, [keyword]: value };
}

function schemaOf(proposal: ResourceTypeDefinition, { variables }: ImportDraft) {
  const [version] = proposal.versions;
  const properties = propertiesOf(version).map(([name, property]) => {
    const { title = '', restricted = false, frozen = false } = variables[name] ?? {};
    const titled = withKeyword(property, 'title', title.trim());
    return [name, withKeyword(withKeyword(titled, 'restricted', restricted), 'frozen', frozen)];
  });
  return { ...version.schema, properties: Object.fromEntries(properties) };
}

function approvalOf(proposal: ResourceTypeDefinition, draft: ImportDraft) {
  if (!draft.asksApproval) return undefined;
  const before = proposal.approval;
  const [first, ...others] = before?.steps ?? [];
  return {
    ...before,
    autoApprove: draft.autoApprove.trim() || undefined,
    steps: [
      { ...first, title: draft.stepTitle.trim(), approvers: { role: draft.approver } },
      ...others,
    ],
  };
}

/** The type as it would be saved, or what is wrong with it, with pointers. */
export function definitionOf(
  proposal: ResourceTypeDefinition,
  draft: ImportDraft,
): { definition?: ResourceTypeDefinition; problems: ValidationProblem[] } {
  const [version] = proposal.versions;
  const parsed = resourceTypeDefinitionSchema.safeParse({
    ...proposal,
    name: draft.name.trim(),
    title: draft.title.trim(),
    description: draft.description.trim() || undefined,
    siteRequired: draft.siteRequired,
    cost: {
      ...{ cpu: amountOf(draft.cpu), ramGb: amountOf(draft.ramGb) },
      ...(draft.monthlyCost.trim() ? { monthlyCost: amountOf(draft.monthlyCost) } : {}),
    },
    approval: approvalOf(proposal, draft),
    versions: [
      {
        ...version,
        version: draft.version.trim(),
        lifecycle: draft.lifecycle,
        note: draft.note.trim() || undefined,
        schema: schemaOf(proposal, draft),
      },
    ],
  });
  if (parsed.success) return { definition: parsed.data, problems: [] };
  return {
    problems: parsed.error.issues.map(({ path, message }) => ({
      pointer: `/${path.join('/')}`,
      message,
    })),
  };
}
