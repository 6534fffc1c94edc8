import { useRouteRef } from '@backstage/core-plugin-api';
import type { Resource, WorkflowPreview } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { newKey } from '../api';
import { workflowRouteRef } from '../routes';
import { ConfirmDialog, CostText, Note, QueryView, useNotify } from '../shared';
import { useText } from '../translations';
import { PreviewSteps } from './PreviewSteps';
import { useStartWorkflow, useWorkflowPreview } from './queries';

interface DestroyAllDialogProps {
  resource: Pick<Resource, 'id' | 'name'>;
  onClose: () => void;
}

/** Asks before a resource is destroyed with everything upon it, and says what that is and in which order it goes. */
export function DestroyAllDialog({ resource, onClose }: DestroyAllDialogProps) {
  const t = useText();
  const notify = useNotify();
  const navigate = useNavigate();
  const toWorkflow = useRouteRef(workflowRouteRef);
  const [idempotencyKey] = useState(newKey);
  const wish = { kind: 'destroy' as const, resourceId: resource.id };
  const preview = useWorkflowPreview(wish);
  const start = useStartWorkflow(({ id }) => {
    notify(t('workflows.destroyAll.started', { name: resource.name }));
    navigate(toWorkflow({ id }));
  });
  return (
    <ConfirmDialog
      title={t('workflows.destroyAll.title', { name: resource.name })}
      confirm={t('workflows.destroyAll.confirm')}
      isDangerous
      typeToConfirm={resource.name}
      isIncomplete={preview.data?.valid !== true}
      isBusy={start.isPending}
      error={start.error}
      onClose={onClose}
      onConfirm={() => start.mutate({ wish, idempotencyKey })}
    >
      <QueryView query={preview} compact>
        {data => <WhatGoes preview={data} name={resource.name} />}
      </QueryView>
    </ConfirmDialog>
  );
}

function WhatGoes({ preview, name }: { preview: WorkflowPreview; name: string }) {
  const t = useText();
  return (
    <>
      <PreviewNotes preview={preview} title={t('workflows.destroyAll.refused')} />
      <p>{t('workflows.destroyAll.hint', { count: preview.steps.length, name })}</p>
      <PreviewSteps steps={preview.steps} />
      <p>
        {t('workflows.preview.frees')} <CostText cost={preview.cost} />
      </p>
    </>
  );
}

/** Why a workflow would be refused, and what speaks against it. */
export function PreviewNotes({ preview, title }: { preview: WorkflowPreview; title: string }) {
  return (
    <>
      {!preview.valid && (
        <Note tone="bad">
          <p>
            <strong>{title}</strong>
          </p>
          {preview.problems.map(({ code, message }) => (
            <p key={code + message}>{message}</p>
          ))}
        </Note>
      )}
      {preview.warnings.map(warning => (
        <Note key={warning} tone="warning">
          {warning}
        </Note>
      ))}
    </>
  );
}
