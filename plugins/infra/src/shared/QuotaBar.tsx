import { alpha, makeStyles } from '@material-ui/core/styles';
import { useText } from '../translations';
import { barShares, type QuotaFigures, takenOf } from './amounts';
import { type Measured, useAmountText } from './money';
import { toneColors } from './tones';

const useStyles = makeStyles(theme => {
  const colors = toneColors(theme);
  const stripes = (color: string, gap: string, width: number) =>
    `repeating-linear-gradient(135deg, ${color} 0 ${width}px, ${gap} ${width}px ${width * 2}px)`;
  return {
    root: {
      display: 'flex',
      height: 10,
      borderRadius: 5,
      overflow: 'hidden',
      minWidth: 48,
      background: alpha(theme.palette.text.primary, 0.12),
    },
    tall: { height: 14, borderRadius: 7 },
    part: {
      transition: 'flex-basis 200ms',
      flex: '0 0 auto',
      '&:not(:last-child)': { marginInlineEnd: 1 },
    },
    used: { background: theme.palette.primary.main },
    allotted: {
      background: stripes(
        alpha(theme.palette.primary.main, 0.55),
        alpha(theme.palette.primary.main, 0.28),
        3,
      ),
    },
    over: { background: stripes(colors.bad, alpha(colors.bad, 0.45), 3) },
    swatch: { display: 'inline-block', width: 14, height: 10, borderRadius: 3, flexShrink: 0 },
    free: { background: alpha(theme.palette.text.primary, 0.12) },
    legend: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5, 2),
      margin: 0,
      padding: 0,
      listStyle: 'none',
      ...theme.typography.caption,
      color: theme.palette.textSubtle,
      '& li': { display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.75) },
    },
  };
});

interface QuotaBarProps {
  dimension: Measured;
  figures: QuotaFigures;
  /** A team is not allotted to anyone; its bar knows used and free only. */
  isTeam?: boolean;
  tall?: boolean;
}

/** How much of a limit is used, allotted and free; what goes beyond the limit is marked. The figures are its label. */
export function QuotaBar({ dimension, figures, isTeam, tall }: QuotaBarProps) {
  const t = useText();
  const classes = useStyles();
  const format = useAmountText();
  const shares = barShares(figures);
  const amount = (count: number) => format(dimension, count);
  const label = () => {
    const name = t(`dimension.${dimension}.name`);
    const limit = amount(figures.limit);
    if (shares.over > 0) {
      const taken = takenOf(figures);
      return t('quota.barOver', {
        dimension: name,
        taken: amount(taken),
        limit,
        over: amount(taken - figures.limit),
      });
    }
    const free = amount(figures.free);
    const used = amount(figures.used);
    if (isTeam) return t('quota.barTeam', { dimension: name, used, limit, free });
    return t('quota.barUnit', {
      dimension: name,
      allotted: amount(figures.allotted),
      used,
      limit,
      free,
    });
  };
  return (
    <div role="img" aria-label={label()} className={`${classes.root} ${tall ? classes.tall : ''}`}>
      {(['used', 'allotted', 'over'] as const).map(
        part =>
          shares[part] > 0 && (
            <div
              key={part}
              className={`${classes.part} ${classes[part]}`}
              style={{ flexBasis: `${shares[part]}%` }}
            />
          ),
      )}
    </div>
  );
}

/** What the parts of the bars mean. */
export function QuotaLegend() {
  const t = useText();
  const classes = useStyles();
  const entries = [
    ['used', t('quota.used')],
    ['allotted', t('quota.allotted')],
    ['free', t('quota.free')],
    ['over', t('quota.overcommitted')],
  ] as const;
  return (
    <ul className={classes.legend}>
      {entries.map(([part, label]) => (
        <li key={part}>
          <span className={`${classes.swatch} ${classes[part]}`} aria-hidden />
          {label}
        </li>
      ))}
    </ul>
  );
}
