import { makeStyles } from '@material-ui/core/styles';
import { DIMENSIONS, type QuotaEntry } from '@bailiwick/backstage-plugin-infra-common';
import type { ReactNode } from 'react';
import { useText } from '../translations';
import { figuresOf, type QuotaFigures, takenOf } from './amounts';
import { type Measured, useAmountText } from './money';
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
  dimension: Measured;
  figures: QuotaFigures;
  isTeam?: boolean;
}

/** The name of a dimension, and what is said of it. */
export function FigureHead({ dimension, children }: { dimension: Measured; children: ReactNode }) {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.head}>
      <span>{t(`dimension.${dimension}.name`)}</span>
      <span className={classes.figures}>{children}</span>
    </div>
  );
}

/** One dimension: its name, the bar, and the figures in words. */
export function FigureLine({ dimension, figures, isTeam }: FigureLineProps) {
  const t = useText();
  const format = useAmountText();
  const taken = takenOf(figures);
  const over = taken - figures.limit;
  const used = dimension === 'monthlyCost' ? format(dimension, taken) : taken.toLocaleString();
  return (
    <div>
      <FigureHead dimension={dimension}>
        {over > 0 ? (
          <StatusLabel tone="bad">
            {t('quota.over', { amount: format(dimension, over) })}
          </StatusLabel>
        ) : (
          t('quota.summary', { used, limit: format(dimension, figures.limit) })
        )}
      </FigureHead>
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
