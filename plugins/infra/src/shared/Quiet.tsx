import Typography, { type TypographyProps } from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { ElementType } from 'react';

const useStyles = makeStyles(theme => ({ root: { color: theme.palette.textSubtle } }));

/** Text of less weight than what it stands beside; readable on every ground of both themes, as `textSecondary` is not. */
export function Quiet({ className, ...props }: TypographyProps & { component?: ElementType }) {
  const classes = useStyles();
  return <Typography variant="body2" {...props} className={`${classes.root} ${className ?? ''}`} />;
}
