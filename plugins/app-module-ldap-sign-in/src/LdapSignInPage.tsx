import { configApiRef, useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import CircularProgress from '@material-ui/core/CircularProgress';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { ReactNode } from 'react';
import { SignInForm } from './SignInForm';
import { SessionEndedNote } from './SignInMessage';
import { ldapSignInTranslationRef } from './translation';
import { useLdapSignIn } from './useLdapSignIn';

export interface LdapSignInPageProps extends SignInPageProps {
  /** Shown beside the form, above it on a small screen. Without it the page has the name of the app. */
  banner?: ReactNode;
}

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: '1fr',
    minHeight: '100vh',
    background: theme.palette.background.default,
  },
  besideBanner: {
    gridTemplateColumns: 'minmax(320px, 5fr) 7fr',
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: '1fr', gridTemplateRows: 'auto 1fr' },
  },
  main: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    padding: theme.spacing(4, 3),
    [theme.breakpoints.down('sm')]: { alignItems: 'flex-start' },
  },
  panel: { width: '100%', maxWidth: 420 },
  heading: { marginBottom: theme.spacing(4) },
  waiting: { display: 'flex', alignItems: 'center', gap: theme.spacing(2) },
}));

/** User name and password, checked against the organisation's directory. */
export function LdapSignInPage({ onSignInSuccess, banner }: LdapSignInPageProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(ldapSignInTranslationRef);
  const app = useApi(configApiRef).getOptionalString('app.title');
  const { phase, problem, setProblem, endedBy, signIn } = useLdapSignIn(onSignInSuccess);

  return (
    <div className={`${classes.root} ${banner ? classes.besideBanner : ''}`}>
      {banner}
      <main className={classes.main}>
        <div className={classes.panel}>
          {phase === 'restoring' ? (
            <div className={classes.waiting} role="status">
              <CircularProgress size={28} aria-hidden />
              <Typography>{t('loading')}</Typography>
            </div>
          ) : (
            <>
              <div className={classes.heading}>
                {!banner && app && <Typography variant="overline">{app}</Typography>}
                <Typography variant="h3" component="h1">
                  {t('title')}
                </Typography>
                <Typography color="textSecondary">{t('subtitle')}</Typography>
              </div>
              {endedBy && !problem && <SessionEndedNote code={endedBy} />}
              <SignInForm
                busy={phase === 'submitting'}
                problem={problem}
                onProblem={setProblem}
                onSubmit={signIn}
              />
            </>
          )}
        </div>
      </main>
    </div>
  );
}
