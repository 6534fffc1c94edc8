import { discoveryApiRef } from '@backstage/core-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { JsonObject } from '@backstage/types';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse } from 'msw';
import { AUTH_URL, authBackend, refusal, session } from './__testUtils__/authBackend';
import { sessionMemory } from './sessionMemory';
import { LdapSignInPage } from './LdapSignInPage';

describe('LdapSignInPage', () => {
  const { answers, asked } = authBackend();
  const demoAccounts = [{ username: 'dora', role: 'department admin', password: 'secret' }];

  beforeEach(() => {
    asked.length = 0;
    answers.signIn = () => HttpResponse.json(session('tess'));
    answers.renew = () => refusal(401);
    sessionMemory.signedIn.clear();
    sessionMemory.ended.take();
  });

  function open(config: JsonObject = {}) {
    const onSignInSuccess = jest.fn();
    renderInTestApp(<LdapSignInPage onSignInSuccess={onSignInSuccess} />, {
      apis: [[discoveryApiRef, { getBaseUrl: async () => AUTH_URL }]],
      config,
    });
    return onSignInSuccess;
  }

  const username = () => screen.findByLabelText('User name');
  const password = () => screen.getByLabelText('Password');
  const submit = () => userEvent.click(screen.getByRole('button', { name: 'Sign in' }));

  async function signIn(name: string, secret: string) {
    await userEvent.type(await username(), name);
    await userEvent.type(password(), secret);
    await submit();
  }

  it('hands over an identity for the right password', async () => {
    const onSignInSuccess = open();
    await signIn(' tess ', 'bailiwick');
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    const [identity] = onSignInSuccess.mock.calls[0];
    expect(await identity.getCredentials()).toEqual({ token: 'token-of-tess' });
    expect(asked).toHaveLength(1);
    expect(asked[0].body).toEqual({ username: 'tess', password: 'bailiwick' });
    expect(asked[0].headers.get('x-requested-with')).toBe('XMLHttpRequest');
    expect(sessionMemory.signedIn.get()).toBe(true);
  });

  it.each([
    [401, 'INVALID_CREDENTIALS', 'The user name or the password is not right'],
    [403, 'NO_ROLE_ASSIGNED', 'no role was given to you yet'],
    [503, 'DIRECTORY_UNAVAILABLE', 'The directory that checks passwords does not answer'],
    [429, 'RATE_LIMITED', 'There were too many failed attempts'],
    [502, undefined, 'The portal does not answer'],
    [500, undefined, 'Signing in failed: It broke'],
  ])('explains %s %s', async (status, code, text) => {
    answers.signIn = () => refusal(status, code, 'It broke');
    const onSignInSuccess = open();
    await signIn('tess', 'wrong');
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(text));
    expect(onSignInSuccess).not.toHaveBeenCalled();
    expect(sessionMemory.signedIn.get()).toBe(false);
  });

  it('tells a network that is down from a refusal', async () => {
    answers.signIn = () => HttpResponse.error();
    open();
    await signIn('tess', 'bailiwick');
    await waitFor(() =>
      expect(screen.getByRole('alert')).toHaveTextContent('The portal does not answer'),
    );
  });

  it('names an empty field, puts the cursor there, and sends nothing', async () => {
    open();
    expect(await username()).toHaveFocus();
    await submit();
    expect(screen.getByRole('alert')).toHaveTextContent('Enter your user name.');
    await userEvent.type(await username(), 'tess');
    await submit();
    expect(screen.getByRole('alert')).toHaveTextContent('Enter your password.');
    expect(password()).toHaveFocus();
    expect(asked).toEqual([]);
  });

  it('shows and hides the password', async () => {
    open();
    await username();
    expect(password()).toHaveAttribute('type', 'password');
    await userEvent.click(screen.getByRole('button', { name: 'Show the password' }));
    expect(password()).toHaveAttribute('type', 'text');
    await userEvent.click(screen.getByRole('button', { name: 'Hide the password' }));
    expect(password()).toHaveAttribute('type', 'password');
  });

  it('goes on with a session that lives', async () => {
    sessionMemory.signedIn.set();
    answers.renew = () => HttpResponse.json(session('mia'));
    const onSignInSuccess = open();
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(asked.map(({ call }) => call)).toEqual(['renew']);
  });

  it('asks for nothing where nobody signed in before', async () => {
    open();
    await username();
    expect(asked).toEqual([]);
  });

  it('shows the form when the session is over, and says why one that was in use ended', async () => {
    sessionMemory.signedIn.set();
    sessionMemory.ended.set('INVALID_CREDENTIALS');
    open();
    await username();
    expect(screen.getByText(/Your session ended/)).toBeInTheDocument();
    expect(screen.getByRole('alert')).toBeEmptyDOMElement();
    expect(sessionMemory.signedIn.get()).toBe(false);
  });

  it('says that a role was lost', async () => {
    sessionMemory.ended.set('NO_ROLE_ASSIGNED');
    open();
    expect(await screen.findByText(/you no longer have a role/)).toBeInTheDocument();
  });

  it('offers demo accounts only where some are configured', async () => {
    open({ app: { signIn: { demoAccounts } } });
    await username();
    await userEvent.click(screen.getByRole('button', { name: 'Use dora, department admin' }));
    await submit();
    await waitFor(() => expect(asked[0]?.body).toEqual({ username: 'dora', password: 'secret' }));
  });

  it('offers none otherwise', async () => {
    open();
    await username();
    expect(screen.queryByText('Demo accounts')).not.toBeInTheDocument();
  });
});
