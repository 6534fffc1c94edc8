import { makeStyles } from '@material-ui/core/styles';
import { KeepMark } from './KeepMark';

const useStyles = makeStyles({
  root: { display: 'inline-flex', alignItems: 'center', gap: '0.4em', color: '#e9eff8' },
  name: { fontWeight: 650, letterSpacing: '-0.01em', lineHeight: 1 },
});

/** The mark with the product's name beside it, on a dark ground. `size` is the mark's height in pixels. */
export function Wordmark({ size }: { size: number }) {
  const classes = useStyles();
  return (
    <span className={classes.root} style={{ fontSize: size * 0.72 }}>
      <KeepMark size={size} />
      <span className={classes.name}>Bailiwick</span>
    </span>
  );
}
