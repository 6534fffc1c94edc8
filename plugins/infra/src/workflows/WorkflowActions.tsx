import type { Workflow, WorkflowAction } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { ConfirmDialog, ReasonedButton, useNotify } from '../shared';
import { useText } from '../translations';
import { workflowTitle } from './labels';
import { useSteerWorkflow } from './queries';

/** What can be done with a workflow that is not over, and with each that cannot the reason. */
export function WorkflowActions({ workflow }: { workflow: Workflow }) {
  const t = useText();
  const [asked, setAsked] = useState<WorkflowAction>();
  if (workflow.finishedAt) return null;
  return (
    <>
      {workflow.allowedActions.map(({ action, allowed, reason }) => (
        <ReasonedButton
          key={action}
          variant={action === 'resume' && allowed ? 'contained' : 'outlined'}
          color={action === 'resume' ? 'primary' : 'default'}
          reason={allowed ? undefined : reason}
          onClick={() => setAsked(action)}
        >
          {t(`workflows.action.${action}`)}
        </ReasonedButton>
      ))}
      {asked && (
        <SteerDialog workflow={workflow} action={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

interface SteerDialogProps {
  workflow: Workflow;
  action: WorkflowAction;
  onClose: () => void;
}

function SteerDialog({ workflow, action, onClose }: SteerDialogProps) {
  const t = useText();
  const notify = useNotify();
  const name = workflowTitle(t, workflow);
  const steer = useSteerWorkflow(() => {
    onClose();
    notify(t(`workflows.actionDone.${action}`, { name }));
  });
  const title = t(`workflows.action.${action}`);
  return (
    <ConfirmDialog
      title={t('workflows.confirm.title', { action: title, name })}
      confirm={title}
      isDangerous={action === 'cancel'}
      isBusy={steer.isPending}
      error={steer.error}
      onClose={onClose}
      onConfirm={() => steer.mutate({ id: workflow.id, action })}
    >
      <p>
        {workflow.kind === 'deployment'
          ? t(`workflows.confirmDeployment.${action}`)
          : t(`workflows.confirm.${action}`)}
      </p>
    </ConfirmDialog>
  );
}
