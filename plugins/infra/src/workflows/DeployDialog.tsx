import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  CreateWorkflow,
  Deployment,
  Resource,
} from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { newKey, validationProblems } from '../api';
import { workflowRouteRef } from '../routes';
import { ConfirmDialog, QueryView, TextInput, useNotify } from '../shared';
import { useText } from '../translations';
import { PreviewNotes } from './DestroyAllDialog';
import { useLastDeployment, useStartWorkflow, useWorkflowPreview } from './queries';

interface DeployDialogProps {
  resource: Pick<Resource, 'id' | 'name'>;
  onClose: () => void;
}

/** What is asked for; an empty text is what was left out. */
interface Draft {
  repository: string;
  ref: string;
  folder: string;
  dockerfile: string;
  path: string;
}

const FIELDS = ['repository', 'ref', 'folder', 'dockerfile', 'path'] as const;

/** The last deployment, to be done again with what is new in its branch. */
const draftOf = ({ source, check }: Partial<Deployment>): Draft => ({
  repository: source?.repository ?? '',
  ref: source?.ref ?? '',
  folder: source?.folder ?? '',
  dockerfile: source?.dockerfile ?? 'Dockerfile',
  path: check?.path ?? '/',
});

const pointerOf = (field: keyof Draft) => (field === 'path' ? '/check/path' : `/source/${field}`);

/** Asks what is to be built; starts from what was deployed last. */
export function DeployDialog({ resource, onClose }: DeployDialogProps) {
  const last = useLastDeployment(resource.id);
  if (last.isPending) return null;
  return <DeployForm resource={resource} last={last.data ?? {}} onClose={onClose} />;
}

function wishOf(
  resourceId: string,
  { repository, ref, folder, dockerfile, path }: Draft,
  last: Partial<Deployment>,
): CreateWorkflow {
  const { statusFrom = 200, statusTo = 399, timeoutSeconds = 180 } = last.check ?? {};
  return {
    ...{ kind: 'deployment', resourceId },
    source: {
      repository: repository.trim(),
      ...(ref.trim() ? { ref: ref.trim() } : {}),
      ...(folder.trim() ? { folder: folder.trim() } : {}),
      dockerfile: dockerfile.trim() || 'Dockerfile',
    },
    check: { path: path.trim() || '/', statusFrom, statusTo, timeoutSeconds },
  };
}

function DeployForm({
  resource,
  last,
  onClose,
}: DeployDialogProps & { last: Partial<Deployment> }) {
  const t = useText();
  const notify = useNotify();
  const navigate = useNavigate();
  const toWorkflow = useRouteRef(workflowRouteRef);
  const [draft, setDraft] = useState(() => draftOf(last));
  const [idempotencyKey, setKey] = useState(newKey);
  // Who is asked does not depend on the code, so it is looked up once, for what is surely well formed.
  const preview = useWorkflowPreview(
    wishOf(
      resource.id,
      draftOf({ source: { repository: 'https://x.invalid', dockerfile: 'x' } }),
      {},
    ),
  );
  const start = useStartWorkflow(({ id }) => {
    notify(t('workflows.deployment.dialog.started', { name: resource.name }));
    navigate(toWorkflow({ id }));
  });
  const problems = validationProblems(start.error);
  const problemOf = (field: keyof Draft) =>
    problems.find(({ pointer }) => pointer === pointerOf(field))?.message;
  const isAtFields = problems.some(({ pointer }) =>
    FIELDS.some(field => pointerOf(field) === pointer),
  );
  const hints: Partial<Draft> = {
    repository: t('workflows.deployment.dialog.repositoryHint'),
    ref: t('workflows.deployment.dialog.refHint'),
    folder: t('workflows.deployment.dialog.folderHint'),
    path: t('workflows.deployment.dialog.pathHint'),
  };
  return (
    <ConfirmDialog
      title={t('workflows.deployment.dialog.title', { name: resource.name })}
      confirm={t('workflows.deployment.action')}
      isBusy={start.isPending}
      isIncomplete={draft.repository.trim() === '' || preview.data?.valid === false}
      error={isAtFields ? null : start.error}
      onClose={onClose}
      onConfirm={() =>
        start.mutate(
          { wish: wishOf(resource.id, draft, last), idempotencyKey },
          { onError: () => setKey(newKey()) },
        )
      }
    >
      <p>{t('workflows.deployment.dialog.hint')}</p>
      {FIELDS.map(field => (
        <TextInput
          key={field}
          label={t(`workflows.deployment.${field}`)}
          required={field === 'repository'}
          value={draft[field]}
          onChange={event => setDraft({ ...draft, [field]: event.target.value })}
          error={problemOf(field) !== undefined}
          helperText={problemOf(field) ?? hints[field]}
          variant="outlined"
          size="small"
          autoComplete="off"
        />
      ))}
      <QueryView query={preview} compact>
        {data => (
          <>
            <PreviewNotes preview={data} title={t('workflows.deployment.dialog.refused')} />
            {data.steps.flatMap(({ approval }) => approval).length > 0 && (
              <p>
                {t('workflows.deployment.dialog.asked', {
                  approvers: data.steps.flatMap(({ approval }) => approval).join(', '),
                })}
              </p>
            )}
          </>
        )}
      </QueryView>
    </ConfirmDialog>
  );
}
