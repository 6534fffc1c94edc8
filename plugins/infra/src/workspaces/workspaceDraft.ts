import {
  createWorkspaceSchema,
  DEFAULT_WORKSPACE_PATH,
  type Workspace,
} from '@bailiwick/backstage-plugin-infra-common';

/** What is typed into the form of a workspace. */
export interface WorkspaceDraft {
  name: string;
  description: string;
  unitId: string | undefined;
  integrationId: string;
  url: string;
  apiUrl: string;
  branch: string;
  path: string;
  resourceTypes: string[];
}

export const draftOf = (workspace: Workspace | undefined): WorkspaceDraft => ({
  name: workspace?.name ?? '',
  description: workspace?.description ?? '',
  unitId: workspace?.unitId,
  integrationId: workspace?.integrationId ?? '',
  url: workspace?.url ?? '',
  apiUrl: workspace?.apiUrl ?? '',
  branch: workspace?.branch ?? 'main',
  path: workspace?.path ?? DEFAULT_WORKSPACE_PATH,
  resourceTypes: workspace?.resourceTypes ?? [],
});

const TYPED = ['name', 'url', 'apiUrl', 'branch', 'path'] as const;

export type TypedField = (typeof TYPED)[number];

/** What is wrong with what was typed; nothing is wrong with what is still empty. */
export function problemsOf(draft: WorkspaceDraft): Partial<Record<TypedField, string>> {
  return Object.fromEntries(
    TYPED.flatMap(field => {
      if (draft[field] === '') return [];
      const parsed = createWorkspaceSchema.shape[field].safeParse(draft[field]);
      return parsed.success ? [] : [[field, parsed.error.issues[0].message]];
    }),
  );
}

export const isComplete = (draft: WorkspaceDraft): boolean =>
  Object.keys(problemsOf(draft)).length === 0 &&
  draft.unitId !== undefined &&
  [draft.name, draft.integrationId, draft.url, draft.branch, draft.path].every(Boolean);
