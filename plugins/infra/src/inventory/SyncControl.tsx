import type { InfraApiError } from '@bailiwick/backstage-plugin-infra-common';
import Button from '@material-ui/core/Button';
import { useState } from 'react';
import { hasCode } from '../api';
import { ADMIN_ROLES, isAdmin, useMe } from '../session';
import {
  ConfirmDialog,
  ErrorNote,
  Note,
  ReasonedButton,
  relativeTime,
  useNow,
  useNotify,
} from '../shared';
import { useText } from '../translations';
import { useSyncNow, useSyncs } from './queries';

/** Starts a sync, and asks first where more servers would go offline than the guard allows. */
export function useSyncControl() {
  const t = useText();
  const notify = useNotify();
  const sync = useSyncNow();
  const [guard, setGuard] = useState<InfraApiError>();
  const start = (request: { confirmLoss?: boolean } = {}) =>
    sync.mutate(request, {
      onSuccess: result => {
        setGuard(undefined);
        notify(
          t('inventory.sync.done', {
            added: String(result.added),
            updated: String(result.updated),
            offline: String(result.markedOffline),
            rejected: String(result.rejectedCount),
          }),
        );
      },
      onError: error => {
        if (hasCode(error, 'LOSS_GUARD')) setGuard(error);
      },
    });
  return { sync, guard, start, dismiss: () => setGuard(undefined) };
}

export type SyncControl = ReturnType<typeof useSyncControl>;

export function SyncButton({ control: { sync, start } }: { control: SyncControl }) {
  const t = useText();
  const me = useMe().data;
  const refusal = (): string | undefined => {
    if (sync.isPending) return t('inventory.sync.running');
    if (me && !isAdmin(me)) {
      return t('inventory.roleHint', {
        roles: ADMIN_ROLES.map(role => t(`role.${role}`)).join(', '),
      });
    }
    return undefined;
  };
  return (
    <ReasonedButton variant="contained" color="primary" reason={refusal()} onClick={() => start()}>
      {sync.isPending ? t('inventory.sync.running') : t('inventory.sync.now')}
    </ReasonedButton>
  );
}

/** What the last sync has to say: that its source failed, or that it was held back. */
export function SyncNotes({ control }: { control: SyncControl }) {
  const { sync, guard, start, dismiss } = control;
  const t = useText();
  const me = useMe().data;
  const failure = sync.error && !hasCode(sync.error, 'LOSS_GUARD') ? sync.error : null;
  return (
    <>
      <ErrorNote error={failure} />
      {me && isAdmin(me) && <LastSyncNote onReview={() => start()} />}
      {guard && (
        <ConfirmDialog
          title={t('inventory.sync.guard.title')}
          confirm={t('inventory.sync.guard.confirm')}
          isDangerous
          isBusy={sync.isPending}
          error={failure}
          onConfirm={() => start({ confirmLoss: true })}
          onClose={dismiss}
        >
          <p>
            <strong>{guard.message}</strong>
          </p>
          <p>{t('inventory.sync.guard.hint')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** For administrators: nobody else may read the history. */
function LastSyncNote({ onReview }: { onReview: () => void }) {
  const t = useText();
  const now = useNow(15_000);
  const last = useSyncs().data?.items.find(({ status }) => status !== 'running');
  if (!last) return null;
  const when =
    relativeTime(new Date(last.finishedAt ?? last.startedAt), now) ?? t('common.justNow');
  if (last.status === 'failed') {
    return (
      <Note tone="bad">
        <p>{t('inventory.sync.sourceFailed', { when })}</p>
        {last.error && <p>{last.error.message}</p>}
      </Note>
    );
  }
  if (last.status === 'blocked') {
    return (
      <Note
        tone="warning"
        action={
          <Button size="small" variant="outlined" onClick={onReview}>
            {t('inventory.sync.guard.review')}
          </Button>
        }
      >
        {t('inventory.sync.lossHeld', {
          when,
          servers: String(last.wouldMarkOffline ?? 0),
        })}
      </Note>
    );
  }
  return null;
}
