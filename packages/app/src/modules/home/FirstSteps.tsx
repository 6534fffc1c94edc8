import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { homeTranslationRef } from './translation';

const STEPS = [
  { id: 'request', to: '/create' },
  { id: 'find', to: '/catalog' },
  { id: 'read', to: '/docs' },
] as const;

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: theme.spacing(2) },
  title: { fontWeight: 600 },
}));

export function FirstSteps() {
  const classes = useStyles();
  const { t } = useTranslationRef(homeTranslationRef);
  return (
    <ol className={classes.list}>
      {STEPS.map(({ id, to }) => (
        <li key={id}>
          <Link to={to} className={classes.title}>
            {t(`steps.${id}.title`)}
          </Link>
          <Typography variant="body2" color="textSecondary">
            {t(`steps.${id}.text`)}
          </Typography>
        </li>
      ))}
    </ol>
  );
}
