import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { projectType } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ResourceRoutes } from './ResourceRoutes';

const network = fakeNetwork();

const screens = (
  <Routes>
    <Route path="/infra/resources/*" element={<ResourceRoutes />} />
  </Routes>
);

const open = () =>
  renderScreen(screens, { at: `/infra/resources/${network.world.resources[0].id}` });

describe('actions that a provisioner brings along', () => {
  beforeEach(() => {
    const { world } = network;
    const [first, ...others] = world.resources;
    world.resources = [
      {
        ...first,
        namedActions: [
          { action: 'restart', title: 'Restart', allowed: true },
          { action: 'purge', title: 'Purge', allowed: false, reason: 'Only a dept admin may' },
        ],
      },
      ...others,
    ];
    world.types = [
      {
        ...projectType,
        name: first.type,
        actions: [
          {
            ...{ name: 'restart', title: 'Restart', dangerous: true },
            description: 'Stops it and starts it again.',
            input: {
              type: 'object',
              properties: { after: { type: 'integer', title: 'Seconds', maximum: 60 } },
              required: ['after'],
            },
          },
        ],
      },
    ];
  });

  it('are buttons, and say why where they cannot be taken', async () => {
    open();
    expect(await screen.findByRole('button', { name: 'Purge' })).toHaveAccessibleDescription(
      'Only a dept admin may',
    );
  });

  it('ask first, with a form for what they take, and send it', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Restart' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('Stops it and starts it again.')).toBeInTheDocument();
    const field = await dialog.findByLabelText(/Seconds/);
    const confirm = dialog.getByRole('button', { name: 'Restart' });
    expect(confirm).toBeDisabled();
    await userEvent.type(field, '5');
    await waitFor(() => expect(confirm).toBeEnabled());
    await expectAccessible(screen.getByRole('dialog'));
    await userEvent.click(confirm);
    await waitFor(() => expect(network.backend.callsOf('actOnResource')).toHaveLength(1));
    expect(network.backend.callsOf('actOnResource')[0].body).toEqual({ input: { after: 5 } });
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });
});
