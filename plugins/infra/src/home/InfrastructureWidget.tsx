import { OwnQuota } from '../infrastructure/OwnQuota';
import { WaitingList } from '../infrastructure/WaitingList';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { InfraQueries } from '../api';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2), minWidth: 0 },
  title: { fontSize: '0.95rem', fontWeight: 600, marginBottom: theme.spacing(1) },
}));

/** What of the overview is worth a place on the home page: what waits, and how much is left. */
export function InfrastructureWidget() {
  return (
    <InfraQueries>
      <Parts />
    </InfraQueries>
  );
}

function Parts() {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <section aria-label={t('overview.waiting.title')}>
        <Typography className={classes.title} component="h2">
          {t('overview.waiting.title')}
        </Typography>
        <WaitingList />
      </section>
      <section aria-label={t('overview.quota.title')}>
        <Typography className={classes.title} component="h2">
          {t('overview.quota.title')}
        </Typography>
        <OwnQuota />
      </section>
    </div>
  );
}
