import { discoveryApiRef, useApi } from '@backstage/core-plugin-api';
import { SignInPageProps } from '@backstage/plugin-app-react';
import { InfraApiError } from '@bailiwick/backstage-plugin-infra-common';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { LdapAuthClient, LdapSession } from './LdapAuthClient';
import { LdapIdentity } from './LdapIdentity';
import { sessionMemory } from './sessionMemory';
import { problemOf, SignInProblem } from './signInError';

/**
 * The life of a session as the sign-in page needs it: looks for one that still lives, signs in, and
 * comes back to the page when the backend ends it.
 */
export function useLdapSignIn(onSignInSuccess: SignInPageProps['onSignInSuccess']) {
  const discovery = useApi(discoveryApiRef);
  const client = useMemo(() => new LdapAuthClient(discovery), [discovery]);
  const [remembered] = useState(() => sessionMemory.signedIn.get());
  const [endedBy] = useState(() => sessionMemory.ended.take());
  const [phase, setPhase] = useState<'restoring' | 'idle' | 'submitting'>(
    remembered ? 'restoring' : 'idle',
  );
  const [problem, setProblem] = useState<SignInProblem>();

  const enter = useCallback(
    (session: LdapSession) => {
      sessionMemory.signedIn.set();
      onSignInSuccess(new LdapIdentity(client, session, () => window.location.reload()));
    },
    [client, onSignInSuccess],
  );

  useEffect(() => {
    if (!remembered) return;
    client.renew().then(enter, error => {
      const over = error instanceof InfraApiError && error.status === 401;
      if (over) sessionMemory.signedIn.clear();
      else setProblem(problemOf(error));
      setPhase('idle');
    });
  }, [remembered, client, enter]);

  const signIn = async (username: string, password: string) => {
    setPhase('submitting');
    setProblem(undefined);
    try {
      enter(await client.signIn(username.trim(), password));
    } catch (error) {
      setProblem(problemOf(error));
      setPhase('idle');
    }
  };

  return { phase, problem, setProblem, endedBy, signIn };
}
