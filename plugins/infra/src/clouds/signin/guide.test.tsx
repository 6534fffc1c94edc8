import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { refuse, sketchAuthMethod, sketchCloud } from '../../__testUtils__';
import { expectAccessible } from '../../__testUtils__/accessibility';
import { press } from '../../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../../__testUtils__/render';
import { faultOf, hasForm, takesFile } from './fieldRules';
import { GuideScreen } from './GuideScreen';
import { templateWords } from './templateWords';

const network = fakeNetwork();

beforeEach(() => {
  const { world } = network;
  world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  world.clouds = [sketchCloud('stratus', 'Stratus')];
  world.authMethods = [sketchAuthMethod()];
  world.integrationTypes = [
    ...world.integrationTypes,
    {
      ...{ type: 'stratus-key', title: 'Stratus: Access key', canValidate: true },
      fields: [
        { name: 'account', title: 'Account number', secret: false, required: true },
        { name: 'secret', title: 'Secret key', secret: true, required: true },
      ],
    },
  ];
});

const open = () =>
  renderScreen(
    <Routes>
      <Route path="/clouds/:id/sign-in/:method" element={<GuideScreen />} />
    </Routes>,
    { at: '/clouds/stratus/sign-in/key' },
  );

const fillIn = async () => {
  await userEvent.type(await screen.findByLabelText(/^Name/), 'stratus-key');
  await userEvent.type(screen.getByLabelText(/^Account number/), '123');
  await userEvent.type(screen.getByLabelText(/^Secret key/), 'hush');
};

describe('GuideScreen', () => {
  it('leads through the steps, with links to the web only', async () => {
    const { container } = open();
    expect(await screen.findByRole('heading', { name: 'Connect Stratus' })).toBeInTheDocument();
    expect(screen.getByText('storage.admin')).toBeInTheDocument();
    expect(screen.getByText('AccessDenied')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /^this/ })).toHaveAttribute(
      'href',
      'https://stratus.test/users',
    );
    expect(container.ownerDocument.querySelector('[href^="ftp:"]')).toBeNull();
    await press('Next step');
    expect(await screen.findByText('It is shown once.')).toBeInTheDocument();
    expect(screen.getByText('Enter it below, as Secret key.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /Make a key/ })).toHaveAttribute(
      'aria-current',
      'step',
    );
    await expectAccessible(container);
  });

  it('checks in the browser, stores what was entered and offers to check it', async () => {
    open();
    const store = await screen.findByRole('button', { name: 'Store' });
    await userEvent.type(screen.getByLabelText(/^Account number/), '12');
    expect(screen.getByLabelText(/^Account number/)).toHaveAccessibleDescription(/Three digits/);
    await waitFor(() => expect(store).toHaveAccessibleDescription(/Something required is missing/));
    await userEvent.clear(screen.getByLabelText(/^Account number/));
    await fillIn();
    const file = screen.getByLabelText('Certificate', { selector: 'input' });
    await userEvent.upload(file, new File(['{"a":1}'], 'c.json', { type: 'application/json' }));
    expect(await screen.findByText('c.json was read')).toBeInTheDocument();
    await userEvent.click(store);
    expect(await screen.findByText(/stratus-key is stored/)).toBeInTheDocument();
    expect(network.backend.callsOf('createIntegration')[0].body).toEqual({
      ...{ name: 'stratus-key', type: 'stratus-key' },
      values: { account: '123', secret: 'hush', certificate: '{"a":1}' },
    });
    await press('Check stratus-key');
    await waitFor(() => expect(network.backend.callsOf('validateIntegration')).toHaveLength(1));
  });

  it('shows what the backend refuses at its field', async () => {
    network.backend.on('createIntegration', () =>
      refuse('VALIDATION_ERROR', 'The values do not fit', [
        { pointer: '/values/account', message: 'is of another key' },
      ]),
    );
    open();
    await fillIn();
    await press('Store');
    await waitFor(() =>
      expect(screen.getByLabelText(/^Account number/)).toHaveAccessibleDescription(
        'is of another key',
      ),
    );
  });

  it('says why somebody may not store any', async () => {
    network.world.signIn('user:default/tess', [{ role: 'member', unit: 'Checkout' }]);
    open();
    const store = await screen.findByRole('button', { name: 'Store' });
    expect(within(document.body).getByLabelText(/^Secret key/)).toHaveAttribute('type', 'password');
    await waitFor(() => expect(store).toHaveAttribute('aria-disabled', 'true'));
    expect(store).toHaveAccessibleDescription(/keep|may/);
  });
});

describe('solutions', () => {
  it('name what they would show of the credentials', () => {
    const { fields } = sketchAuthMethod();
    expect(
      templateWords('No {{ .credentials.account }} in {{- .metadata.project_id -}}.', fields),
    ).toBe('No (Account number) in (project id).');
  });
});

describe('rules of fields', () => {
  const [account, , certificate] = sketchAuthMethod().fields;

  it('tell what is missing from what has another form', () => {
    expect(faultOf(account, '')).toBe('required');
    expect(faultOf(account, '12x')).toBe('pattern');
    expect(faultOf(account, '123')).toBeUndefined();
    expect(faultOf(certificate, '')).toBeUndefined();
  });

  it('leave patterns that no browser can read to the backend', () => {
    expect(hasForm({ ...account, pattern: '(?<' }, 'anything')).toBe(true);
  });

  it('go by the ending of a file', () => {
    expect(takesFile(certificate, 'Key.JSON')).toBe(true);
    expect(takesFile(certificate, 'key.pem')).toBe(false);
    expect(takesFile(account, 'key.pem')).toBe(true);
  });
});
