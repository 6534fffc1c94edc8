import { darken, lighten, makeStyles, type Theme } from '@material-ui/core/styles';
import BlockIcon from '@material-ui/icons/Block';
import CheckCircleIcon from '@material-ui/icons/CheckCircleOutlined';
import ErrorIcon from '@material-ui/icons/ErrorOutline';
import HelpIcon from '@material-ui/icons/HelpOutline';
import HourglassIcon from '@material-ui/icons/HourglassEmpty';
import SyncIcon from '@material-ui/icons/Sync';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import classNames from 'classnames';
import type { ReactNode } from 'react';

/** What a status says to the one who looks, independent of what it is the status of. */
export type Tone = 'good' | 'busy' | 'waiting' | 'warning' | 'bad' | 'ended' | 'unclear';

const ICONS: Record<Tone, typeof CheckCircleIcon> = {
  good: CheckCircleIcon,
  busy: SyncIcon,
  waiting: HourglassIcon,
  warning: WarningIcon,
  bad: ErrorIcon,
  ended: BlockIcon,
  unclear: HelpIcon,
};

/** Colours of the theme, moved away from the ground until they stand out from it. */
export function toneColors(theme: Theme): Record<Tone, string> {
  const { status, type } = theme.palette;
  const onGround = (color: string) =>
    type === 'dark' ? lighten(color, 0.25) : darken(color, 0.35);
  return {
    good: onGround(status.ok),
    busy: theme.palette.primary.main,
    waiting: theme.palette.textSubtle,
    warning: onGround(status.warning),
    bad: onGround(status.error),
    ended: theme.palette.textSubtle,
    unclear: theme.palette.textSubtle,
  };
}

const useStyles = makeStyles(theme => {
  const colors = toneColors(theme);
  return {
    root: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.75),
      minWidth: 0,
      lineHeight: 1.4,
    },
    icon: { fontSize: '1.15em', flexShrink: 0 },
    turning: {
      animation: '$turn 1.6s linear infinite',
      '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
    },
    '@keyframes turn': { to: { transform: 'rotate(-360deg)' } },
    good: { color: colors.good },
    busy: { color: colors.busy },
    waiting: { color: colors.waiting },
    warning: { color: colors.warning },
    bad: { color: colors.bad },
    ended: { color: colors.ended },
    unclear: { color: colors.unclear },
  };
});

export function ToneIcon({ tone, className }: { tone: Tone; className?: string }) {
  const classes = useStyles();
  const Icon = ICONS[tone];
  return (
    <Icon
      aria-hidden
      className={classNames(
        classes.icon,
        classes[tone],
        tone === 'busy' && classes.turning,
        className,
      )}
    />
  );
}

/** A status as icon and text; the colour only repeats what they say. */
export function StatusLabel({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={useStyles().root}>
      <ToneIcon tone={tone} />
      <span>{children}</span>
    </span>
  );
}
