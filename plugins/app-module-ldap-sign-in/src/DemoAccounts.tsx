import { configApiRef, useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Chip from '@material-ui/core/Chip';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { ldapSignInTranslationRef } from './translation';

export interface DemoAccount {
  username: string;
  role: string;
  password: string;
}

const useStyles = makeStyles(theme => ({
  root: {
    marginTop: theme.spacing(4),
    paddingTop: theme.spacing(2),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  accounts: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    listStyle: 'none',
    margin: theme.spacing(1.5, 0, 0),
    padding: 0,
  },
  chip: { margin: 0 },
}));

/** The accounts of a demo, where the configuration names some; choosing one fills in the form. */
export function DemoAccounts(props: { disabled: boolean; onChoose(account: DemoAccount): void }) {
  const classes = useStyles();
  const { t } = useTranslationRef(ldapSignInTranslationRef);
  const accounts = useApi(configApiRef).getOptional<DemoAccount[]>('app.signIn.demoAccounts') ?? [];
  if (accounts.length === 0) return null;
  return (
    <section className={classes.root} aria-labelledby="demo-accounts">
      <Typography id="demo-accounts" variant="subtitle2" component="h2">
        {t('demo.title')}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {t('demo.hint')}
      </Typography>
      <ul className={classes.accounts}>
        {accounts.map(account => (
          <li key={account.username}>
            <Chip
              className={classes.chip}
              size="small"
              variant="outlined"
              component="button"
              type="button"
              clickable
              disabled={props.disabled}
              label={`${account.username} · ${account.role}`}
              aria-label={t('demo.use', { username: account.username, role: account.role })}
              onClick={() => props.onChoose(account)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
