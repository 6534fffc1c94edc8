import type { Resource, ResourceAction } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { newKey } from '../api';
import { ConfirmDialog, TextInput } from '../shared';
import { useText } from '../translations';
import { isDangerous, needsComment, takesComment } from './actions';
import { ExtensionCheck } from './ChangeCheck';
import { useAct } from './queries';

interface ActionDialogProps {
  resource: Resource;
  action: ResourceAction;
  onDone: () => void;
  onClose: () => void;
}

export function ActionDialog({ resource, action, onDone, onClose }: ActionDialogProps) {
  const t = useText();
  const [comment, setComment] = useState('');
  const [idempotencyKey] = useState(newKey);
  const act = useAct(onDone);
  const name = t(`resources.action.${action}`);
  return (
    <ConfirmDialog
      title={t('resources.confirm.title', { action: name, name: resource.name })}
      confirm={name}
      isDangerous={isDangerous(action)}
      typeToConfirm={action === 'destroy' ? resource.name : undefined}
      isBusy={act.isPending}
      isIncomplete={needsComment(action) && comment.trim() === ''}
      error={act.error}
      onClose={onClose}
      onConfirm={() =>
        act.mutate({ resource, action, comment: comment.trim() || undefined, idempotencyKey })
      }
    >
      <p>{t(`resources.confirm.${action}`)}</p>
      {action === 'extend' && <ExtensionCheck resource={resource} />}
      {takesComment(action) && (
        <TextInput
          label={needsComment(action) ? t('approvals.decide.why') : t('common.comment')}
          required={needsComment(action)}
          value={comment}
          onChange={event => setComment(event.target.value)}
          variant="outlined"
          size="small"
          multiline
          inputProps={{ maxLength: 4000 }}
        />
      )}
    </ConfirmDialog>
  );
}
