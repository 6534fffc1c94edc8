import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { SignInProblem } from './signInError';
import { ldapSignInTranslationRef } from './translation';

const useStyles = makeStyles(theme => ({
  message: {
    padding: theme.spacing(1.5, 2),
    borderRadius: theme.shape.borderRadius,
    borderLeft: '4px solid',
    // Takes no room, but stays where screen readers watch it.
    '&:empty': { padding: 0, borderLeft: 0, marginBottom: theme.spacing(-2.5) },
  },
  error: {
    borderLeftColor: theme.palette.error.main,
    background: theme.palette.errorBackground,
    color: theme.palette.errorText,
  },
  note: {
    borderLeftColor: theme.palette.infoText,
    background: theme.palette.infoBackground,
    color: theme.palette.infoText,
  },
}));

/** Why signing in did not work. The element stays, so that screen readers announce a change in it. */
export function SignInMessage({ problem }: { problem: SignInProblem | undefined }) {
  const classes = useStyles();
  const { t } = useTranslationRef(ldapSignInTranslationRef);
  let text = '';
  if (problem?.kind === 'other') text = t('error.other', { message: problem.message });
  else if (problem) text = t(`error.${problem.kind}`);
  return (
    <div role="alert" className={`${classes.message} ${classes.error}`}>
      {text}
    </div>
  );
}

/** Why the page is here although one was signed in a moment ago. */
export function SessionEndedNote({ code }: { code: string }) {
  const classes = useStyles();
  const { t } = useTranslationRef(ldapSignInTranslationRef);
  return (
    <div role="status" className={`${classes.message} ${classes.note}`}>
      {t(code === 'NO_ROLE_ASSIGNED' ? 'ended.NO_ROLE_ASSIGNED' : 'ended.expired')}
    </div>
  );
}
