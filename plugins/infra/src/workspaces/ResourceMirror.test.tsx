import { screen, waitFor } from '@testing-library/react';
import { sketchMirror, sketchWorkspace } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ResourceMirror } from './ResourceMirror';

const network = fakeNetwork();

const open = () => renderScreen(<ResourceMirror resource={network.world.resources[0]} />);
const workspace = () => sketchWorkspace(1, network.world.org.named('Payments').unit);

describe('the part In git', () => {
  it('shows branch, pull request and state, with the ways there', async () => {
    const [web] = network.world.resources;
    network.world.mirrors = [sketchMirror(workspace(), web)];
    const { container } = open();
    expect(await screen.findByText('Waits for its approval')).toBeInTheDocument();
    expect(screen.getByText(`bailiwick/${web.id}-0a1b2c3d`)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'payments-iac' })).toHaveAttribute(
      'href',
      `/infra/workspaces/${workspace().id}`,
    );
    expect(screen.getByRole('link', { name: /^Pull request 7/ })).toBeInTheDocument();
    expect(screen.getByText('1234567890')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('says what is wrong, and that nobody tries again, until somebody does', async () => {
    const [web] = network.world.resources;
    const error = {
      ...{ reason: 'closed' as const, message: 'Somebody closed it after it was approved' },
      ...{ since: new Date().toISOString(), attempts: 1 },
    };
    network.world.mirrors = [sketchMirror(workspace(), web, { error })];
    open();
    expect(await screen.findByText('Somebody closed it after it was approved')).toBeInTheDocument();
    expect(screen.getByText(/Tried once.*It is not tried again by itself/)).toBeInTheDocument();
    await press(`Try ${web.name} again`);
    await waitFor(() => expect(screen.queryByText('Not up to date')).not.toBeInTheDocument());
  });

  it('shows nothing where nothing mirrors the resource, or it may not be seen', async () => {
    const none = open();
    await waitFor(() => expect(network.backend.callsOf('getResourceMirror')).toHaveLength(1));
    expect(screen.queryByText('In git')).not.toBeInTheDocument();
    none.unmount();
    network.backend.fail('getResourceMirror', 'FORBIDDEN', 'no');
    open();
    await waitFor(() => expect(network.backend.callsOf('getResourceMirror')).toHaveLength(2));
    expect(screen.queryByText('In git')).not.toBeInTheDocument();
  });

  it('says that it could not be loaded', async () => {
    network.backend.on('getResourceMirror', () => {
      throw new Error('boom');
    });
    open();
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });
});
