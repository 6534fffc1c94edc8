import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { KeepIllustration } from '../../brand/KeepIllustration';
import { Wordmark } from '../../brand/Wordmark';
import { signInBannerTranslationRef } from './translation';

const useStyles = makeStyles(theme => ({
  root: {
    position: 'relative',
    overflow: 'hidden',
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'space-between',
    padding: theme.spacing(5),
    color: '#e9eff8',
    background: 'linear-gradient(160deg, #1b3354 0%, #13233a 60%, #0d1829 100%)',
    [theme.breakpoints.down('sm')]: { padding: theme.spacing(2.5, 3) },
  },
  illustration: {
    position: 'absolute',
    right: '-12%',
    bottom: 0,
    width: '105%',
    pointerEvents: 'none',
    [theme.breakpoints.down('sm')]: { display: 'none' },
  },
  promise: {
    position: 'relative',
    maxWidth: 380,
    fontSize: '1.75rem',
    fontWeight: 600,
    lineHeight: 1.3,
    marginTop: theme.spacing(6),
    marginBottom: 'auto',
    [theme.breakpoints.down('sm')]: { fontSize: '1rem', marginTop: theme.spacing(1) },
  },
}));

/** What the sign-in page has beside its form. */
export function SignInBanner() {
  const classes = useStyles();
  const { t } = useTranslationRef(signInBannerTranslationRef);
  return (
    <header className={classes.root}>
      <Wordmark size={34} />
      <p className={classes.promise}>{t('promise')}</p>
      <KeepIllustration className={classes.illustration} />
    </header>
  );
}
