import { createTranslationRef } from '@backstage/frontend-plugin-api';

/** Every text of the page; a translation for it replaces them. */
export const ldapSignInTranslationRef = createTranslationRef({
  id: 'app.ldap-sign-in',
  messages: {
    title: 'Sign in',
    subtitle: 'with the account of your organisation',
    username: 'User name',
    password: 'Password',
    showPassword: 'Show the password',
    hidePassword: 'Hide the password',
    submit: 'Sign in',
    submitting: 'Signing in…',
    loading: 'Looking for your session…',
    demo: {
      title: 'Demo accounts',
      hint: 'Choose one to fill in the form.',
      use: 'Use {{username}}, {{role}}',
    },
    error: {
      usernameMissing: 'Enter your user name.',
      passwordMissing: 'Enter your password.',
      INVALID_CREDENTIALS: 'The user name or the password is not right. Check both and try again.',
      NO_ROLE_ASSIGNED:
        'Your password is right, but no role was given to you yet. Ask the lead of your team or an administrator to add you.',
      DIRECTORY_UNAVAILABLE:
        'The directory that checks passwords does not answer. This is not about your account; try again in a moment.',
      RATE_LIMITED: 'There were too many failed attempts. Wait a few minutes, then try again.',
      unreachable:
        'The portal does not answer. Check your connection; if it is fine, the portal is being restarted.',
      other: 'Signing in failed: {{message}}',
    },
    ended: {
      expired: 'Your session ended. Sign in again to go on where you were.',
      NO_ROLE_ASSIGNED:
        'Your session ended because you no longer have a role. Ask the lead of your team or an administrator.',
    },
  },
});
