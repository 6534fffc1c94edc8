import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Quiet } from './Quiet';
import classNames from 'classnames';
import { type ReactNode, useId } from 'react';

const useStyles = makeStyles(theme => ({
  root: { overflow: 'hidden', minWidth: 0 },
  header: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    padding: theme.spacing(2, 2.5, 1.5),
  },
  titles: { flex: '1 1 auto', minWidth: 0 },
  title: { fontSize: '1.0625rem', fontWeight: 600, lineHeight: 1.4, margin: 0 },
  body: { padding: theme.spacing(0, 2.5, 2.5) },
  flush: { padding: 0 },
  untitled: { paddingTop: theme.spacing(2.5) },
  roomy: { padding: theme.spacing(2.5) },
}));

interface SectionProps {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  /** The body reaches the edges, as a table does. */
  flush?: boolean;
  /** The title is only heard: what is above the section says it already. */
  isUntitled?: boolean;
  className?: string;
  children: ReactNode;
}

/** A titled part of a page. */
export function Section({
  title,
  subtitle,
  actions,
  flush,
  isUntitled,
  className,
  children,
}: SectionProps) {
  const classes = useStyles();
  const titleId = useId();
  if (isUntitled) {
    return (
      <Paper
        component="section"
        variant="outlined"
        aria-label={title}
        className={classNames(classes.root, flush ? classes.untitled : classes.roomy, className)}
      >
        {children}
      </Paper>
    );
  }
  return (
    <Paper
      component="section"
      variant="outlined"
      aria-labelledby={titleId}
      className={classNames(classes.root, className)}
    >
      <header className={classes.header}>
        <div className={classes.titles}>
          <Typography id={titleId} component="h3" className={classes.title}>
            {title}
          </Typography>
          {subtitle && <Quiet component="div">{subtitle}</Quiet>}
        </div>
        {actions}
      </header>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </Paper>
  );
}
