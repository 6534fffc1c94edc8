import type { Integration } from '@bailiwick/backstage-plugin-infra-common';
import { ConfirmDialog, useNotify } from '../shared';
import { useText } from '../translations';
import { BlockedBy } from './BlockedBy';
import { useDeleteIntegration } from './queries';

export function DeleteIntegrationDialog({
  integration,
  onClose,
}: {
  integration: Integration;
  onClose: () => void;
}) {
  const t = useText();
  const notify = useNotify();
  const remove = useDeleteIntegration();
  const { name } = integration;
  return (
    <ConfirmDialog
      title={t('integrations.deleteTitle', { name })}
      confirm={t('integrations.delete')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(integration, {
          onSuccess: () => {
            notify(t('integrations.deleted', { name }));
            onClose();
          },
        })
      }
    >
      <p>{t('integrations.deleteHint')}</p>
      <BlockedBy error={remove.error} />
    </ConfirmDialog>
  );
}
