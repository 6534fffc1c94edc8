import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import BlockIcon from '@material-ui/icons/Block';
import CloudOffIcon from '@material-ui/icons/CloudOff';
import ErrorIcon from '@material-ui/icons/ErrorOutline';
import InboxIcon from '@material-ui/icons/InboxOutlined';
import LockIcon from '@material-ui/icons/LockOutlined';
import SearchIcon from '@material-ui/icons/Search';
import Skeleton from '@material-ui/lab/Skeleton';
import { InfraApiError, type Role } from '@bailiwick/backstage-plugin-infra-common';
import type { ReactNode } from 'react';
import { type FailureKind, failureKind } from '../api';
import { useText } from '../translations';
import { RolesNeeded } from './RolesNeeded';
import { VisuallyHidden } from './VisuallyHidden';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    justifyItems: 'center',
    textAlign: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(5, 3),
  },
  compact: {
    padding: theme.spacing(2, 2),
    '& > p': { fontSize: '0.9rem', fontWeight: 500 },
    '& > svg': { fontSize: '1.75rem' },
  },
  icon: { fontSize: '2.25rem', color: theme.palette.textSubtle },
  title: { fontSize: '1rem', fontWeight: 600, margin: 0 },
  text: { maxWidth: '34rem', color: theme.palette.textSubtle, overflowWrap: 'anywhere' },
  trace: { color: theme.palette.textSubtle, fontSize: '0.75rem' },
  action: { marginTop: theme.spacing(1) },
  lines: { padding: theme.spacing(1, 2.5, 2.5) },
}));

interface StateProps {
  icon: typeof InboxIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  compact?: boolean;
  alert?: boolean;
}

function State({ icon: Icon, title, children, action, compact, alert }: StateProps) {
  const classes = useStyles();
  return (
    <div
      role={alert ? 'alert' : undefined}
      className={`${classes.root} ${compact ? classes.compact : ''}`}
    >
      <Icon className={classes.icon} aria-hidden />
      <p className={classes.title}>{title}</p>
      {children && (
        <Typography variant="body2" component="div" className={classes.text}>
          {children}
        </Typography>
      )}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

/** What is coming has this many lines. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const t = useText();
  const classes = useStyles();
  return (
    <div role="status" className={classes.lines}>
      <VisuallyHidden>{t('common.loading')}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={34} width={`${96 - ((line * 17) % 40)}%`} />
      ))}
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  compact?: boolean;
  /** Filters leave nothing, although there is something. */
  filtered?: boolean;
}

/** Everything went well, and there is nothing. */
export function Empty({ filtered, ...props }: EmptyProps) {
  return <State icon={filtered ? SearchIcon : InboxIcon} {...props} />;
}

const ICONS: Record<FailureKind, typeof InboxIcon> = {
  forbidden: LockIcon,
  missing: SearchIcon,
  unavailable: CloudOffIcon,
  refused: BlockIcon,
  broken: ErrorIcon,
};

interface FailureProps {
  error: Error;
  onRetry?: () => void;
  /** The roles of which one would do, where the failure is that one may not. */
  roles?: readonly Role[];
  compact?: boolean;
}

/** A request failed: forbidden, not there, out of reach and broken are told apart. */
export function Failure({ error, onRetry, roles, compact }: FailureProps) {
  const t = useText();
  const classes = useStyles();
  const kind = failureKind(error);
  const hints: Partial<Record<FailureKind, string>> = {
    missing: t('failure.missing.hint'),
    unavailable: t('failure.unavailable.hint'),
  };
  const requestId = error instanceof InfraApiError ? error.requestId : undefined;
  const canRetry = onRetry && kind !== 'forbidden' && kind !== 'missing';
  return (
    <State
      alert
      compact={compact}
      icon={ICONS[kind]}
      title={t(`failure.${kind}.title`)}
      action={
        canRetry && (
          <Button variant="outlined" size="small" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )
      }
    >
      {kind === 'forbidden' && roles ? <RolesNeeded roles={roles} /> : <p>{error.message}</p>}
      {hints[kind] && <p>{hints[kind]}</p>}
      {requestId && <p className={classes.trace}>{t('common.requestId', { id: requestId })}</p>}
    </State>
  );
}
