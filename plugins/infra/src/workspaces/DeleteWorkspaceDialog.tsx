import type { Workspace } from '@bailiwick/backstage-plugin-infra-common';
import { BlockedBy } from '../integrations/BlockedBy';
import { ConfirmDialog, useNotify } from '../shared';
import { useText } from '../translations';
import { useDeleteWorkspace } from './queries';

interface DeleteWorkspaceDialogProps {
  workspace: Workspace;
  onClose: () => void;
  onDeleted?: () => void;
}

export function DeleteWorkspaceDialog(props: DeleteWorkspaceDialogProps) {
  const { workspace, onClose, onDeleted } = props;
  const t = useText();
  const notify = useNotify();
  const remove = useDeleteWorkspace();
  const { name } = workspace;
  return (
    <ConfirmDialog
      title={t('workspaces.deleteTitle', { name })}
      confirm={t('workspaces.delete')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(workspace, {
          onSuccess: () => {
            notify(t('workspaces.deleted', { name }));
            onClose();
            onDeleted?.();
          },
        })
      }
    >
      <p>{t('workspaces.deleteHint')}</p>
      <BlockedBy error={remove.error} />
    </ConfirmDialog>
  );
}
