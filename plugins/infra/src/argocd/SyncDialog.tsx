import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import type { ArgoCdApplicationDetail } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { ConfirmDialog, useNotify } from '../shared';
import { useText } from '../translations';
import { useSyncApplication } from './queries';

interface SyncDialogProps {
  detail: ArgoCdApplicationDetail;
  onClose: () => void;
}

export function SyncDialog({ detail, onClose }: SyncDialogProps) {
  const t = useText();
  const notify = useNotify();
  const [prune, setPrune] = useState(false);
  const sync = useSyncApplication(detail);
  return (
    <ConfirmDialog
      title={t('argocd.syncDialog.title', { name: detail.name })}
      confirm={t('argocd.action.sync')}
      isBusy={sync.isPending}
      error={sync.error}
      onClose={onClose}
      onConfirm={() =>
        sync.mutate(
          { prune },
          {
            onSuccess: () => {
              notify(t('argocd.syncDialog.done', { name: detail.name }));
              onClose();
            },
          },
        )
      }
    >
      <p>{t('argocd.syncDialog.hint', { target: detail.source?.targetRevision ?? 'HEAD' })}</p>
      <FormControlLabel
        control={<Checkbox color="primary" checked={prune} onChange={(_, on) => setPrune(on)} />}
        label={t('argocd.syncDialog.prune')}
      />
    </ConfirmDialog>
  );
}
