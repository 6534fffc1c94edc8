import type { Approval } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { newKey } from '../api';
import { useAct } from '../resources/queries';
import { ConfirmDialog, Note, TextInput, useNotify } from '../shared';
import { useText } from '../translations';
import { approvalTitle } from './labels';

interface DialogProps {
  approval: Approval;
  onClose: () => void;
}

/** Approves exactly what was on screen when this was opened. */
export function ApproveDialog({ approval, onClose }: DialogProps) {
  const t = useText();
  const notify = useNotify();
  const [digest] = useState(approval.digest);
  const [idempotencyKey] = useState(newKey);
  const [comment, setComment] = useState('');
  const act = useAct(() => {
    notify(t('approvals.decide.approved', { name: approval.resource.name }));
    onClose();
  });
  const isChanged = approval.digest !== digest && !act.isPending && !act.isSuccess;
  return (
    <ConfirmDialog
      title={t('approvals.decide.approveTitle', { what: approvalTitle(t, approval) })}
      confirm={t('approvals.decide.approve')}
      isBusy={act.isPending}
      isIncomplete={isChanged || digest === undefined}
      error={act.error}
      onClose={onClose}
      onConfirm={() =>
        act.mutate({
          resource: approval.resource,
          action: 'approve',
          comment: comment.trim() || undefined,
          digest,
          idempotencyKey,
        })
      }
    >
      <p>{t('approvals.decide.approveHint')}</p>
      {isChanged && (
        <Note tone="warning" alert>
          {t('approvals.decide.changedInDialog')}
        </Note>
      )}
      <CommentField label={t('common.comment')} value={comment} onChange={setComment} />
    </ConfirmDialog>
  );
}

export function RejectDialog({ approval, onClose }: DialogProps) {
  const t = useText();
  const notify = useNotify();
  const [idempotencyKey] = useState(newKey);
  const [comment, setComment] = useState('');
  const act = useAct(() => {
    notify(t('approvals.decide.rejected', { name: approval.resource.name }));
    onClose();
  });
  return (
    <ConfirmDialog
      title={t('approvals.decide.rejectTitle', { what: approvalTitle(t, approval) })}
      confirm={t('approvals.decide.reject')}
      isDangerous
      isBusy={act.isPending}
      isIncomplete={comment.trim() === ''}
      error={act.error}
      onClose={onClose}
      onConfirm={() =>
        act.mutate({
          resource: approval.resource,
          action: 'reject',
          comment: comment.trim(),
          idempotencyKey,
        })
      }
    >
      <p>{t('approvals.decide.rejectHint')}</p>
      <CommentField
        required
        label={t('approvals.decide.why')}
        value={comment}
        onChange={setComment}
      />
    </ConfirmDialog>
  );
}

interface CommentFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  required?: boolean;
}

function CommentField({ label, value, onChange, required }: CommentFieldProps) {
  return (
    <TextInput
      label={label}
      value={value}
      onChange={event => onChange(event.target.value)}
      required={required}
      variant="outlined"
      size="small"
      multiline
      inputProps={{ maxLength: 4000 }}
    />
  );
}
