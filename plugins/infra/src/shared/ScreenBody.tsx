import { Content } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Quiet } from './Quiet';
import type { ReactNode } from 'react';

const useStyles = makeStyles(theme => ({
  // The app's page header lets its tabs run out of a narrow window, and the whole page scroll sideways with them.
  '@global': { '.bui-PluginHeaderTabsWrapper': { overflowX: 'auto', scrollbarWidth: 'none' } },
  inner: {
    maxWidth: 1440,
    margin: '0 auto',
    display: 'grid',
    gap: theme.spacing(2.5),
    minWidth: 0,
    fontFamily: theme.typography.fontFamily,
    color: theme.palette.text.primary,
  },
  content: { paddingTop: theme.spacing(1) },
  header: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5, 2),
  },
  titles: { flex: '1 1 18rem', minWidth: 0 },
  title: {
    fontSize: '1.5rem',
    fontWeight: 600,
    lineHeight: 1.3,
    margin: 0,
    overflowWrap: 'anywhere',
  },
  subtitle: { maxWidth: '46rem' },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) },
}));

interface ScreenBodyProps {
  title: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every screen: title, what it is, what can be done, and below it the parts. */
export function ScreenBody({ title, subtitle, actions, children }: ScreenBodyProps) {
  const classes = useStyles();
  return (
    <Content className={classes.content}>
      <div className={classes.inner}>
        <header className={classes.header}>
          <div className={classes.titles}>
            <Typography component="h2" className={classes.title}>
              {title}
            </Typography>
            {subtitle && (
              <Quiet component="div" className={classes.subtitle}>
                {subtitle}
              </Quiet>
            )}
          </div>
          {actions && <div className={classes.actions}>{actions}</div>}
        </header>
        {children}
      </div>
    </Content>
  );
}
