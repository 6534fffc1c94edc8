import type { Server, Unit } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useLevels } from '../session';
import { ConfirmDialog, formatAmounts, UnitSelect, useNotify, useUnit } from '../shared';
import { useText } from '../translations';
import { type Assignment, useChangeAssignment } from './queries';

interface AssignmentDialogProps {
  server: Server;
  kind: Assignment['kind'];
  onClose: () => void;
}

/** Assigns a server to a field, moves it to another, or takes it away. */
export function AssignmentDialog({ server, kind, onClose }: AssignmentDialogProps) {
  const t = useText();
  const [, fieldKind] = useLevels();
  const notify = useNotify();
  const [target, setTarget] = useState<Unit>();
  const from = useUnit(server.fieldId).data?.name ?? '';
  const change = useChangeAssignment(server);

  const requested = (): Assignment | undefined => {
    if (kind === 'unassign') return { kind };
    if (!target) return undefined;
    if (kind === 'assign') return { kind, fieldId: target.id };
    return server.fieldId ? { kind, fromFieldId: server.fieldId, toFieldId: target.id } : undefined;
  };
  const request = requested();
  const texts = {
    server: server.name,
    from,
    site: server.site,
    amounts: formatAmounts(t, server),
  };
  const confirm = () => {
    if (!request) return;
    change.mutate(request, {
      onSuccess: () => {
        notify(t(`inventory.${kind}.done`, { server: server.name, field: target?.name ?? '' }));
        onClose();
      },
    });
  };

  return (
    <ConfirmDialog
      title={t(`inventory.${kind}.title`, texts)}
      confirm={t(`inventory.action.${kind}`)}
      onConfirm={confirm}
      onClose={onClose}
      isBusy={change.isPending}
      isIncomplete={!request}
      error={change.error}
    >
      {kind !== 'unassign' && (
        <UnitSelect
          label={t('field.field')}
          value={target?.id}
          onChange={setTarget}
          filter={{ kind: fieldKind }}
          required
        />
      )}
      <p>{t(`inventory.${kind}.hint`, texts)}</p>
    </ConfirmDialog>
  );
}
