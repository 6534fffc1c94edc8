import { makeStyles } from '@material-ui/core/styles';
import {
  type Dimension,
  DIMENSIONS,
  type QuotaEntry,
} from '@bailiwick/backstage-plugin-infra-common';
import { useText } from '../translations';
import { figuresOf, formatAmount, type QuotaFigures, takenOf } from './amounts';
import { QuotaBar } from './QuotaBar';
import { StatusLabel } from './tones';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1.5) },
  head: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'baseline',
    gap: theme.spacing(1),
    ...theme.typography.body2,
    marginBottom: theme.spacing(0.5),
    fontVariantNumeric: 'tabular-nums',
  },
  figures: { color: theme.palette.textSubtle, textAlign: 'end' },
}));

interface FigureLineProps {
  dimension: Dimension;
  figures: QuotaFigures;
  isTeam?: boolean;
}

/** One dimension: its name, the bar, and the figures in words. */
export function FigureLine({ dimension, figures, isTeam }: FigureLineProps) {
  const t = useText();
  const classes = useStyles();
  const over = takenOf(figures) - figures.limit;
  return (
    <div>
      <div className={classes.head}>
        <span>{t(`dimension.${dimension}.name`)}</span>
        <span className={classes.figures}>
          {over > 0 ? (
            <StatusLabel tone="bad">
              {t('quota.over', { amount: formatAmount(t, dimension, over) })}
            </StatusLabel>
          ) : (
            <>
              {t('quota.summary', {
                used: takenOf(figures).toLocaleString(),
                limit: formatAmount(t, dimension, figures.limit),
              })}
            </>
          )}
        </span>
      </div>
      <QuotaBar dimension={dimension} figures={figures} isTeam={isTeam} />
    </div>
  );
}

/** A unit's quota at one site, dimension by dimension. */
export function QuotaSummary({ entry, isTeam }: { entry: QuotaEntry; isTeam?: boolean }) {
  const classes = useStyles();
  return (
    <div className={classes.root}>
      {DIMENSIONS.map(dimension => (
        <FigureLine
          key={dimension}
          dimension={dimension}
          figures={figuresOf(entry, dimension)}
          isTeam={isTeam}
        />
      ))}
    </div>
  );
}
