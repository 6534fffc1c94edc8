import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { TitleFieldProps } from '@rjsf/utils';

const useStyles = makeStyles(theme => ({ root: { marginTop: theme.spacing(1) } }));

/** Names a group of fields, without the weight and the rank of a heading of the page. */
export function GroupTitle({ id, title, required }: TitleFieldProps) {
  const classes = useStyles();
  return (
    <Typography id={id} variant="subtitle2" component="div" className={classes.root}>
      {title}
      {required && ' *'}
    </Typography>
  );
}
