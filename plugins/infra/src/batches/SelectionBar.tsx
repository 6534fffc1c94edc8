import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { BATCH_ACTIONS, type BatchAction } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { ReasonedButton } from '../shared';
import { useText } from '../translations';
import { BatchDialog } from './BatchDialog';
import { sortOut } from './possible';
import type { ResourceSelection } from './useSelection';

/** As many as one batch takes. */
const MOST = 200;

const useStyles = makeStyles(theme => ({
  root: {
    position: 'sticky',
    bottom: 0,
    zIndex: 2,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1.25, 2.5),
    borderTop: `2px solid ${theme.palette.primary.main}`,
    background: theme.palette.background.paper,
  },
  count: { fontWeight: 600, marginInlineEnd: theme.spacing(1), ...theme.typography.body2 },
}));

/** What can be done with the resources that are marked; not there while none is. */
export function SelectionBar({ selection }: { selection: ResourceSelection }) {
  const t = useText();
  const classes = useStyles();
  const [asked, setAsked] = useState<BatchAction>();
  const { resources, clear } = selection;
  if (resources.length === 0) return null;
  const refusal = (action: BatchAction): string | undefined => {
    if (resources.length > MOST) {
      return t('batches.selection.tooMany', { most: String(MOST) });
    }
    const { possible } = sortOut(action, resources);
    return possible.length === 0 ? t('batches.dialog.nothing') : undefined;
  };
  return (
    <div role="region" aria-label={t('batches.selection.bar')} className={classes.root}>
      <span role="status" className={classes.count}>
        {t('batches.selection.count', { count: resources.length })}
      </span>
      {BATCH_ACTIONS.map(action => (
        <ReasonedButton
          key={action}
          size="small"
          variant="outlined"
          reason={refusal(action)}
          onClick={() => setAsked(action)}
        >
          {t(`resources.action.${action}`)}
        </ReasonedButton>
      ))}
      <Button size="small" onClick={clear}>
        {t('batches.selection.clear')}
      </Button>
      {asked && (
        <BatchDialog action={asked} resources={resources} onClose={() => setAsked(undefined)} />
      )}
    </div>
  );
}
