import { alpha, makeStyles } from '@material-ui/core/styles';
import { toneColors } from '../shared';

const useStyles = makeStyles(theme => {
  const { bad } = toneColors(theme);
  const stripes = (color: string) =>
    `repeating-linear-gradient(135deg, ${alpha(color, 0.75)} 0 3px, ${alpha(color, 0.35)} 3px 6px)`;
  return {
    root: {
      display: 'flex',
      height: 8,
      borderRadius: 4,
      overflow: 'hidden',
      background: alpha(theme.palette.text.primary, 0.1),
    },
    left: { background: theme.palette.primary.main },
    taken: { background: stripes(theme.palette.primary.main) },
    short: { background: stripes(bad) },
  };
});

/** What is free before a request: the part that stays, and the part that the request takes. The figures stand beside it. */
export function FreeBar({ before, after }: { before: number; after: number }) {
  const classes = useStyles();
  const scale = Math.max(before, before - after, 1);
  const percent = (amount: number) => `${(Math.max(0, amount) / scale) * 100}%`;
  const taken = Math.min(before, before - after);
  return (
    <div className={classes.root} aria-hidden>
      <div className={classes.left} style={{ width: percent(Math.max(0, after)) }} />
      <div className={classes.taken} style={{ width: percent(taken) }} />
      <div className={classes.short} style={{ width: percent(-after) }} />
    </div>
  );
}
