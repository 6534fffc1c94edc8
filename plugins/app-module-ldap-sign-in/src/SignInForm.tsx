import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import InputAdornment from '@material-ui/core/InputAdornment';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import Visibility from '@material-ui/icons/Visibility';
import VisibilityOff from '@material-ui/icons/VisibilityOff';
import { FormEvent, useEffect, useRef, useState } from 'react';
import { DemoAccounts } from './DemoAccounts';
import { SignInMessage } from './SignInMessage';
import { SignInProblem } from './signInError';
import { ldapSignInTranslationRef } from './translation';

const useStyles = makeStyles(theme => ({
  form: { display: 'flex', flexDirection: 'column', gap: theme.spacing(2.5) },
}));

export interface SignInFormProps {
  busy: boolean;
  problem: SignInProblem | undefined;
  onProblem(problem: SignInProblem): void;
  onSubmit(username: string, password: string): void;
}

export function SignInForm({ busy, problem, onProblem, onSubmit }: SignInFormProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(ldapSignInTranslationRef);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const usernameRef = useRef<HTMLInputElement>(null);
  const passwordRef = useRef<HTMLInputElement>(null);

  // The page has one purpose: it starts where typing does.
  useEffect(() => usernameRef.current?.focus(), []);

  // After a refusal the cursor stands where the correction is made.
  useEffect(() => {
    if (problem?.kind === 'usernameMissing') usernameRef.current?.focus();
    if (problem?.kind === 'passwordMissing') passwordRef.current?.focus();
    if (problem?.kind === 'INVALID_CREDENTIALS') passwordRef.current?.select();
  }, [problem]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!username.trim()) onProblem({ kind: 'usernameMissing' });
    else if (!password) onProblem({ kind: 'passwordMissing' });
    else onSubmit(username, password);
  };

  const wrong = problem?.kind === 'INVALID_CREDENTIALS';
  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-busy={busy}>
      <SignInMessage problem={problem} />
      <TextField
        id="username"
        name="username"
        label={t('username')}
        variant="outlined"
        required
        InputLabelProps={{ required: false }}
        value={username}
        onChange={event => setUsername(event.target.value)}
        error={wrong || problem?.kind === 'usernameMissing'}
        inputRef={usernameRef}
        inputProps={{ autoComplete: 'username', autoCapitalize: 'none', spellCheck: false }}
      />
      <TextField
        id="password"
        name="password"
        label={t('password')}
        variant="outlined"
        required
        InputLabelProps={{ required: false }}
        type={shown ? 'text' : 'password'}
        value={password}
        onChange={event => setPassword(event.target.value)}
        error={wrong || problem?.kind === 'passwordMissing'}
        inputRef={passwordRef}
        inputProps={{ autoComplete: 'current-password' }}
        InputProps={{
          endAdornment: (
            <InputAdornment position="end">
              <IconButton
                edge="end"
                aria-label={t(shown ? 'hidePassword' : 'showPassword')}
                aria-pressed={shown}
                onClick={() => setShown(!shown)}
              >
                {shown ? <VisibilityOff /> : <Visibility />}
              </IconButton>
            </InputAdornment>
          ),
        }}
      />
      <Button type="submit" variant="contained" color="primary" size="large" aria-disabled={busy}>
        {t(busy ? 'submitting' : 'submit')}
      </Button>
      <DemoAccounts
        disabled={busy}
        onChoose={account => {
          setUsername(account.username);
          setPassword(account.password);
        }}
      />
    </form>
  );
}
