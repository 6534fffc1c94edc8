import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { BatchAction, Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { newKey } from '../api';
import { batchRouteRef } from '../routes';
import { ConfirmDialog, Note, Quiet, useNotify } from '../shared';
import { useText } from '../translations';
import { sortOut } from './possible';
import { useStartBatch } from './queries';

const useStyles = makeStyles(theme => ({
  heading: { ...theme.typography.subtitle2, margin: 0 },
  list: {
    margin: 0,
    paddingInlineStart: theme.spacing(2.5),
    ...theme.typography.body2,
  },
}));

interface BatchDialogProps {
  action: BatchAction;
  /** What is marked. */
  resources: readonly Resource[];
  onClose: () => void;
}

/** Asks before the same is done with many, and says with which it is possible and why not with the others. */
export function BatchDialog({ action, resources, onClose }: BatchDialogProps) {
  const t = useText();
  const classes = useStyles();
  const notify = useNotify();
  const navigate = useNavigate();
  const toBatch = useRouteRef(batchRouteRef);
  const [idempotencyKey] = useState(newKey);
  const { possible, impossible } = sortOut(action, resources);
  const start = useStartBatch(({ id }) => {
    notify(t('batches.dialog.started'));
    navigate(toBatch({ id }));
  });
  const name = t(`resources.action.${action}`);
  const isDangerous = action === 'destroy';
  return (
    <ConfirmDialog
      title={t('batches.dialog.title', {
        action: name,
        count: String(possible.length),
        total: String(resources.length),
      })}
      confirm={t('batches.dialog.confirm', { action: name, count: possible.length })}
      isDangerous={isDangerous}
      typeToConfirm={isDangerous ? t('batches.dialog.word') : undefined}
      isIncomplete={possible.length === 0}
      isBusy={start.isPending}
      error={start.error}
      onClose={onClose}
      onConfirm={() =>
        start.mutate({
          wish: { action, resourceIds: possible.map(({ id }) => id) },
          idempotencyKey,
        })
      }
    >
      {isDangerous && <Note tone="warning">{t('batches.dialog.destroyHint')}</Note>}
      {possible.length > 0 && (
        <div>
          <p className={classes.heading}>{t('batches.dialog.possible')}</p>
          <ul className={classes.list} aria-label={t('batches.dialog.possible')}>
            {possible.map(({ id, name: own, unitName }) => (
              <li key={id}>
                {own} <Quiet component="span">{unitName}</Quiet>
              </li>
            ))}
          </ul>
        </div>
      )}
      {impossible.length > 0 && (
        <div>
          <p className={classes.heading}>{t('batches.dialog.refused')}</p>
          <ul className={classes.list} aria-label={t('batches.dialog.refused')}>
            {impossible.map(({ resource, reason }) => (
              <li key={resource.id}>
                {resource.name} <Quiet component="span">{reason}</Quiet>
              </li>
            ))}
          </ul>
        </div>
      )}
    </ConfirmDialog>
  );
}
