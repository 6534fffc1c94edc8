import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { InfraApiError } from '@bailiwick/backstage-plugin-infra-common';
import type { ReactNode } from 'react';
import { validationProblems } from '../api';
import { useText } from '../translations';
import { type Tone, toneColors, ToneIcon } from './tones';

const useStyles = makeStyles(theme => {
  const colors = toneColors(theme);
  const edge = (tone: Tone) => ({ borderInlineStartColor: colors[tone] });
  return {
    root: {
      display: 'flex',
      alignItems: 'flex-start',
      gap: theme.spacing(1.25),
      padding: theme.spacing(1.25, 1.5),
      border: `1px solid ${theme.palette.divider}`,
      borderInlineStart: '4px solid',
      borderRadius: theme.shape.borderRadius,
      background: theme.palette.background.paper,
      ...theme.typography.body2,
      overflowWrap: 'anywhere',
    },
    icon: { fontSize: '1.25rem', marginTop: 1 },
    text: {
      flex: 1,
      minWidth: 0,
      '& p': { margin: 0 },
      '& p + *': { marginTop: theme.spacing(0.5) },
    },
    list: { margin: 0, paddingInlineStart: theme.spacing(2.5) },
    trace: { color: theme.palette.textSubtle, fontSize: '0.75rem' },
    good: edge('good'),
    busy: edge('busy'),
    waiting: edge('waiting'),
    warning: edge('warning'),
    bad: edge('bad'),
    ended: edge('ended'),
    unclear: edge('unclear'),
  };
});

interface NoteProps {
  tone: Tone;
  children: ReactNode;
  action?: ReactNode;
  /** Read out as soon as it appears. */
  alert?: boolean;
}

/** A remark within a page or a dialog. */
export function Note({ tone, children, action, alert }: NoteProps) {
  const classes = useStyles();
  return (
    <div role={alert ? 'alert' : 'note'} className={`${classes.root} ${classes[tone]}`}>
      <ToneIcon tone={tone} className={classes.icon} />
      <div className={classes.text}>{children}</div>
      {action}
    </div>
  );
}

/** Why something that was asked for did not happen, in the backend's words. */
export function ErrorNote({ error, action }: { error: Error | null; action?: ReactNode }) {
  const t = useText();
  const classes = useStyles();
  if (!error) return null;
  const problems = validationProblems(error);
  const requestId =
    error instanceof InfraApiError && error.status >= 500 ? error.requestId : undefined;
  return (
    <Note tone="bad" alert action={action}>
      <p>{error.message || t('failure.action')}</p>
      {problems.length > 0 && (
        <ul className={classes.list}>
          {problems.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>
              <code>{pointer}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {requestId && <p className={classes.trace}>{t('common.requestId', { id: requestId })}</p>}
    </Note>
  );
}

/** What is shown may be old. */
export function StaleNote({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useText();
  return (
    <Note
      tone="warning"
      alert
      action={
        <Button size="small" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      }
    >
      {t('failure.stale', { reason: error.message })}
    </Note>
  );
}
